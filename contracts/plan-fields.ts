import { z } from "zod";
import { STEP_KINDS, type StepKind } from "#core/domain/step-kind.ts";
import {
  backfillStep,
  checkStep,
  gateStep,
  indexStep,
  planDocument,
  soakStep,
  sqlStep,
  stepDocument,
  syncStep,
} from "./plan-document.ts";

const STEPS: Record<StepKind, z.ZodType> = {
  sql: sqlStep,
  index: indexStep,
  sync: syncStep,
  backfill: backfillStep,
  check: checkStep,
  gate: gateStep,
  soak: soakStep,
};

/** The fields that the contract knows at a path of a plan; none where any name may stand. */
export function fieldsAt(plan: unknown, path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = planDocument;
  let value = plan;
  for (const part of path) {
    const inside: unknown = chosen(schema, value);
    schema =
      inside instanceof z.ZodObject
        ? inside.shape[String(part)]
        : inside instanceof z.ZodArray
          ? inside.element
          : inside instanceof z.ZodRecord
            ? inside.valueType
            : undefined;
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  const last = chosen(schema, value);
  return last instanceof z.ZodObject ? Object.keys(last.shape) : [];
}

/** Without what is wrapped around it; of a union the option that the value has begun. */
function chosen(schema: unknown, value: unknown): unknown {
  const bare = bareOf(schema);
  if (!(bare instanceof z.ZodUnion) || typeof value !== "object" || value === null) return bare;
  const kind = bare === stepDocument ? STEP_KINDS.find((it) => it in value) : undefined;
  if (kind) return STEPS[kind];
  const options = bare.options.filter((option) => option instanceof z.ZodObject);
  const begun = options.find((option) =>
    Object.keys(option.shape).some((key) => !["name", "ignore", "from"].includes(key) && key in value),
  );
  return begun ?? (options.length === 1 ? options[0] : undefined);
}

function bareOf(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable)
    return bareOf(schema.unwrap());
  return schema;
}
