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

/** Without `optional`; of a union the option that the value has begun. */
function chosen(schema: unknown, value: unknown): unknown {
  const bare = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(bare instanceof z.ZodUnion) || typeof value !== "object" || value === null) return bare;
  const kind = STEP_KINDS.find((it) => it in value);
  return kind
    ? STEPS[kind]
    : bare.options.find(
        (option) =>
          option instanceof z.ZodObject &&
          Object.keys(option.shape).some((key) => key !== "name" && key !== "ignore" && key in value),
      );
}
