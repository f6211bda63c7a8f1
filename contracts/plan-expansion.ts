import { z } from "zod";
import { DIALECTS } from "#core/domain/dialect.ts";
import { defineOperation } from "./define-operation.ts";
import { planForecast } from "./forecast.ts";
import { id } from "./id.ts";
import { finding, planView } from "./plan.ts";

export const expandPlan = defineOperation({
  id: "expandPlan",
  method: "POST",
  path: "/api/v1/plans/expand",
  summary:
    "Write the phases of a plan's operations from a database's catalog; expressions are tried on sampled rows. Saves nothing",
  access: "migration.write",
  body: z.object({
    source: z.string().min(1, "The plan is empty").max(1_000_000),
    databaseId: id,
    /** `yaml`: also where the plan came as JSON. */
    as: z.enum(["given", "yaml"]).default("given"),
  }),
  response: z.object({
    /** The plan with its phases; `null` where they cannot be written, and a finding says why. */
    source: z.string().nullable(),
    valid: z.boolean(),
    findings: z.array(finding),
    /** What its author must know and no step says. */
    notes: z.array(z.string()),
    plan: planView.nullable(),
    /** `null`: it could not be made. */
    forecast: planForecast.nullable(),
  }),
});

/** An operation for a picker: what it does, and how it is found. Its fields are those of `operationSpecs`. */
export const describedOperation = z.object({
  name: z.string(),
  engines: z.array(z.enum(DIALECTS)),
  title: z.string(),
  summary: z.string(),
  keywords: z.array(z.string()),
  locks: z.string(),
  undo: z.string(),
  /** Its fields, filled in. */
  example: z.record(z.string(), z.unknown()),
});
export type DescribedOperation = z.infer<typeof describedOperation>;

export const listOperations = defineOperation({
  id: "listOperations",
  method: "GET",
  path: "/api/v1/plans/operations",
  summary: "The ready-made operations that a plan may name",
  access: "migration.read",
  response: z.object({ items: z.array(describedOperation) }),
});
