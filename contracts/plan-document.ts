import { z } from "zod";
import { parseColumnName } from "#core/domain/column-name.ts";
import { DIALECTS } from "#core/domain/dialect.ts";
import { isVersionRequirement } from "#core/domain/version-requirement.ts";
import { planOperation, versionedAccess } from "./plan-operation.ts";

const sql = z.string().trim().min(1, "SQL is needed").max(100_000);
const expression = z.string().trim().min(1, "An expression is needed").max(10_000);
const identifier = z.string().min(1).max(128);
const name = z.string().trim().min(1).max(120).optional().describe("Shown instead of the statement");
const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, "A duration such as 200ms, 90s, 10m, 2h, 1d")
  .describe("A duration: number and unit (ms, s, m, h, d)");

const mark = z.string().regex(/^[0-9a-f]{16}$/, "Written by Sluice: take `expanded` out, or expand the plan anew");
/** A column of a table, as a gate and an application name it. */
export const columnName = z
  .string()
  .trim()
  .max(300)
  .refine((text) => parseColumnName(text) !== null, "A column such as city.lat or public.city.lat");
const APPLICATION_NAME =
  "The name of an application is lower case letters, digits, dots, dashes and underscores; at most 63";
/** A short name of an application, as its heartbeats give it. */
export const applicationName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, APPLICATION_NAME);
const columnNames = z
  .array(columnName.refine((text) => !text.trim().endsWith(".*"), "Name each column, not all of a table"))
  .min(1)
  .max(50)
  .optional();

const ignore = z
  .array(
    z.strictObject({
      rule: z
        .string()
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "The name of a rule, such as type-change-rewrite")
        .describe("The rule, as the finding names it"),
      reason: z.string().trim().min(3, "Say why").max(500).describe("Why it is right here; the approver reads it"),
    }),
  )
  .max(50)
  .optional()
  .describe("Findings that are accepted on this step, each with its reason. They stay visible, struck out");
const from = z
  .string()
  .trim()
  .min(1)
  .max(300)
  .optional()
  .describe("The operation that this step was written for; Sluice fills it in");

export const sqlStep = z
  .strictObject({
    sql: sql.describe("One or more statements, run in one transaction under a short lock timeout"),
    undo: sql.describe("SQL that undoes it, `keep`: it may stay, which is harmless, or `none`: a point of no return"),
    name,
    ignore,
    from,
  })
  .describe("Runs SQL");
export const indexStep = z
  .strictObject({
    index: sql.describe("A CREATE INDEX or DROP INDEX statement; built without blocking writers where the engine can"),
    undo: sql
      .optional()
      .describe("Needed for DROP INDEX: the CREATE INDEX that brings it back, or `none`: a point of no return"),
    name,
    ignore,
    from,
  })
  .describe("Creates or drops an index");
export const syncStep = z
  .strictObject({
    sync: z.strictObject({
      table: identifier.describe("The table, `schema.table` or `table`"),
      to: z.record(identifier, expression).describe("New column: expression over the row's old columns"),
      back: z.record(identifier, expression).optional().describe("Old column: expression over the row's new columns"),
    }),
    name,
    ignore,
    from,
  })
  .describe("Dual writes: keeps old and new columns equal by a trigger while both versions of the application write");
export const backfillStep = z
  .strictObject({
    backfill: z.strictObject({
      table: identifier,
      set: z.record(identifier, expression).describe("Column: expression over the row. A pure function of the row"),
      where: expression.optional().describe("Only rows for which this holds"),
      batch: z.int().min(10).max(50_000).optional().describe("Rows a batch to begin with"),
      pause: duration.optional().describe("Pause between batches to begin with"),
      triggers: z
        .enum(["fire", "quiet"])
        .optional()
        .describe(
          "`fire`: the table's triggers fire for each row (default). `quiet`: they do not, except those that are ENABLE ALWAYS or REPLICA; PostgreSQL, and the login needs the right to it",
        ),
    }),
    undo: z
      .enum(["keep", "none", "keep-old-values"])
      .optional()
      .describe(
        "`keep`: written values stay (default). `none`: a point of no return. `keep-old-values`: old values are kept and can be put back",
      ),
    name,
    ignore,
    from,
  })
  .describe("Changes rows in small batches, resumable, each row exactly once");
export const checkStep = z
  .strictObject({
    check: z.union([
      z.strictObject({ name: z.string().trim().min(1), none: sql.describe("A query that must return no row") }),
      z.strictObject({
        name: z.string().trim().min(1),
        equal: z.tuple([sql, sql]).describe("Two queries that must return the same single value"),
      }),
      z.strictObject({
        name: z.string().trim().min(1),
        copy: z
          .strictObject({
            from: identifier.describe("The original, `schema.table` or `table`"),
            to: identifier.describe("Its copy, with the same key"),
            columns: z
              .record(identifier, expression)
              .refine((columns) => Object.keys(columns).length > 0, "Name at least one column to compare")
              .describe("Column of the copy: expression over the row of the original"),
          })
          .describe("Two tables that must hold the same rows by key, compared range by range"),
      }),
    ]),
    ignore,
    from,
  })
  .describe("Compares and keeps the evidence; the rollout stops where it fails");
const applicationDemand = z
  .strictObject({
    version: z
      .string()
      .refine(isVersionRequirement, "A version such as `>= 2.3.0`, `> 2.3` or one exactly")
      .optional()
      .describe("Every live instance must be of such a version: `>= 2.3.0`, `> 2.3`, or one exactly"),
    unread: columnNames.describe("No live instance reads these columns, and none has for the time in `for`"),
    unwritten: columnNames.describe("No live instance writes these columns, and none has for the time in `for`"),
    for: duration.optional().describe("How long the columns must have been left alone; 10m without it"),
  })
  .refine(
    ({ version, unread, unwritten }) => version !== undefined || unread !== undefined || unwritten !== undefined,
    {
      error: "Demand something: `version`, `unread` or `unwritten`",
    },
  )
  .describe("What must be seen of an application before the gate opens");

export const gateStep = z
  .strictObject({
    gate: z
      .strictObject({
        ask: z.string().trim().min(1).max(500).optional().describe("A question that a person must answer with yes"),
        applications: z
          .record(z.string(), applicationDemand)
          .superRefine((them, context) => {
            for (const name of Object.keys(them).filter((it) => !applicationName.safeParse(it).success))
              context.addIssue({ code: "custom", path: [name], message: APPLICATION_NAME });
          })
          .refine((them) => Object.keys(them).length > 0, "Name at least one application")
          .refine((them) => Object.keys(them).length <= 20, "At most 20 applications")
          .optional()
          .describe("Application: what is demanded of it. The gate opens once all of it holds"),
      })
      .refine(({ ask, applications }) => ask !== undefined || applications !== undefined, {
        error: "Say whom the gate waits for: `ask`, `applications` or both",
      }),
    ignore,
    from,
  })
  .describe("Waits for a person to say yes, for applications to have moved over, or for both");
export const soakStep = z
  .strictObject({ soak: z.strictObject({ for: duration, why: z.string().max(500).optional() }), ignore, from })
  .describe("Waits a time");

export const stepDocument = z.union([sqlStep, indexStep, syncStep, backfillStep, checkStep, gateStep, soakStep]);
const steps = z.array(stepDocument).optional();

/** The plan document, version 1: YAML or JSON. `docs/plan.schema.json` is generated from it. */
export const planDocument = z
  .strictObject({
    sluice: z.literal(1).describe("Version of the plan document"),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "Lower case letters, digits and dashes")
      .describe("Short name, unique among migrations"),
    title: z.string().trim().min(1).max(160).describe("What it does, for people"),
    description: z.string().max(10_000).optional(),
    engine: z.enum(DIALECTS),
    queries: z
      .array(
        z.strictObject({
          name: z.string().trim().min(1).max(120),
          sql: sql.describe("One statement; parameters written as values"),
        }),
      )
      .max(50)
      .optional()
      .describe("Queries that matter: a shadow run compares how they are planned before and after"),
    operations: z
      .array(planOperation)
      .min(1, "Name an operation, or leave `operations` out")
      .max(100)
      .optional()
      .describe(
        "What shall change, by name: `sluice expand` or New migration writes the phases of it from a database's catalog",
      ),
    access: versionedAccess.optional(),
    expanded: z
      .strictObject({ operations: mark, phases: mark })
      .optional()
      .describe("Written by Sluice with the phases: tells whether operations or phases were changed since"),
    phases: z
      .strictObject({
        expand: steps.describe("Adds what the new version needs; the old version goes on working"),
        backfill: steps.describe("Fills what was added"),
        verify: steps.describe("Proves that it is right"),
        cutover: steps.describe("The applications move over"),
        contract: steps.describe("Removes what only the old version needed"),
      })
      .prefault({})
      .describe("Run in this order; each may be empty"),
  })
  .describe("A Sluice plan");
