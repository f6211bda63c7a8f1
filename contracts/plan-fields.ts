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
          : undefined;
    value = typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  const last = chosen(schema, value);
  return last instanceof z.ZodObject ? Object.keys(last.shape) : [];
}

/** Without `optional`; of a union the option that the value has begun. */
function chosen(schema: unknown, value: unknown): unknown {
  const bare = schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  if (!(bare instanceof z.ZodUnion) || typeof value !== "object" || value === null) return bare;
  // `sql` is the name of a step and of an operation.
  const step = STEP_KINDS.filter((it) => it in value).map((kind) => STEPS[kind])[0];
  return step && bare.options.includes(step)
    ? step
    : bare.options.find(
        (option) =>
          option instanceof z.ZodObject &&
          Object.keys(option.shape).some((key) => !["name", "ignore", "from"].includes(key) && key in value),
      );
}
