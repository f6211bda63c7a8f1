import { z } from "zod";
import type { PlanOperation } from "#core/domain/plan-operation.ts";

const name = z.string().min(1).max(63);
const table = z.string().min(1).max(128).describe("`schema.table` or `table`");
const column = name.describe("The column");
const expression = z.string().trim().min(1, "An expression is needed").max(10_000);
const type = z.string().trim().min(1, "A type is needed").max(500).describe("A type, such as `numeric(12,2)`");
const sql = z.string().trim().min(1, "SQL is needed").max(100_000);
const soak = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, "A duration such as 200ms, 90s, 10m, 2h, 1d")
  .optional()
  .describe("How long the old form is kept in step after contract; until then a rollback loses nothing. Default 10m");
const columns = z.array(name).min(1).max(32);
const deferrable = z.enum(["immediate", "deferred"]).optional();
const constraint = name.describe("The constraint");
const values = z.string().max(63);

const columnSpec = z.strictObject({
  name,
  type,
  notNull: z.boolean().optional(),
  default: expression.optional(),
  identity: z.enum(["always", "by-default"]).optional(),
  generated: expression.optional().describe("Expression of a generated column"),
  collation: z.string().min(1).max(200).optional(),
  comment: z.string().max(10_000).optional(),
});
const up = expression.describe("The new value: an expression over the row as it is");
const down = expression.describe("The old value: an expression over the new row");
const action = z.enum(["no action", "restrict", "cascade", "set null", "set default"]).optional();
const references = z.strictObject({ table, columns, onDelete: action, onUpdate: action });

/** One schema an operation, under its name in the plan document. */
export const operationSpecs = {
  "create-table": z.strictObject({
    table,
    columns: z.array(columnSpec).min(1).max(1600),
    primaryKey: columns.optional(),
    unique: z.array(columns).max(64).optional(),
    checks: z.record(name, expression).optional().describe("Name: condition"),
    foreignKeys: z.array(z.strictObject({ columns, references })).max(64).optional(),
    comment: z.string().max(10_000).optional(),
  }),
  "drop-table": z.strictObject({ table, soak }),
  "rename-table": z.strictObject({ table, to: name.describe("The new name, without schema") }),
  "add-column": z.strictObject({ table, column: columnSpec, up: up.optional() }),
  "drop-column": z.strictObject({ table, column, down: down.optional(), soak }),
  "rename-column": z.strictObject({ table, column, to: name.describe("The new name"), soak }),
  "change-type": z.strictObject({
    table,
    column,
    type,
    up: up.optional(),
    down: down.optional(),
    default: expression.nullable().optional().describe("Of the new type; `null`: none. Absent: the old one, cast"),
    soak,
  }),
  "set-not-null": z.strictObject({
    table,
    column,
    fill: expression.optional().describe("Value for rows that are NULL"),
  }),
  "drop-not-null": z.strictObject({ table, column }),
  "set-default": z.strictObject({ table, column, default: expression }),
  "drop-default": z.strictObject({ table, column }),
  comment: z.strictObject({
    table,
    column: name.optional(),
    constraint: name.optional(),
    index: name.optional(),
    comment: z.string().max(10_000).nullable().describe("`null` removes it"),
  }),
  "add-check": z.strictObject({
    table,
    name: constraint,
    check: expression,
    repair: z
      .strictObject({ set: z.record(name, expression) })
      .optional()
      .describe("For rows that violate it"),
  }),
  "add-unique": z.strictObject({
    table,
    name: constraint,
    columns,
    include: columns.optional(),
    nullsNotDistinct: z.boolean().optional(),
    deferrable,
  }),
  "add-primary-key": z.strictObject({ table, name: constraint, columns }),
  "add-foreign-key": z.strictObject({
    table,
    name: constraint,
    columns,
    references,
    deferrable,
    orphans: z.enum(["refuse", "set-null"]).optional().describe("What becomes of rows that point to nothing"),
  }),
  "add-exclusion": z.strictObject({
    table,
    name: constraint,
    exclude: sql.describe("What stands after EXCLUDE"),
    soak,
  }),
  "drop-constraint": z.strictObject({ table, name: constraint }),
  "rename-constraint": z.strictObject({ table, name: constraint, to: name.describe("The new name") }),
  "create-index": z.strictObject({ table, index: sql.describe("A CREATE INDEX statement") }),
  "drop-index": z.strictObject({ index: z.string().min(1).max(128) }),
  "replace-index": z.strictObject({ index: z.string().min(1).max(128), by: sql.describe("A CREATE INDEX statement") }),
  "split-column": z.strictObject({
    table,
    column,
    into: z.array(columnSpec.extend({ up })).min(2).max(32),
    down,
    soak,
  }),
  "merge-columns": z.strictObject({
    table,
    columns: z.array(name).min(2).max(32),
    into: columnSpec.extend({ up }),
    down: z.record(name, expression).describe("Old column: expression over the new row"),
    soak,
  }),
  "move-column": z.strictObject({
    table,
    column,
    to: table,
    as: name.optional().describe("Its name there"),
    on: z.record(name, name).describe("Column of the other table: column of this table"),
    soak,
  }),
  "add-enum-value": z.strictObject({ type, value: values, before: values.optional(), after: values.optional() }),
  "rename-enum-value": z.strictObject({ type, value: values, to: values }),
  "remove-enum-value": z.strictObject({ type, value: values, instead: values, soak }),
  "reorder-enum": z.strictObject({ type, values: z.array(values).min(1).max(1000), soak }),
  "widen-key": z.strictObject({ table, column, soak }),
  "partition-table": z.strictObject({
    table,
    by: z.enum(["range", "list", "hash"]),
    column,
    partitions: z.array(z.strictObject({ name, values: sql.describe("What stands after FOR VALUES") })).max(1000),
    soak,
  }),
  "set-replica-identity": z.strictObject({
    table,
    identity: z.union([z.enum(["default", "full", "nothing"]), z.strictObject({ index: name })]),
  }),
  "replace-view": z.strictObject({ view: table, query: sql }),
  "replace-materialized-view": z.strictObject({ view: table, query: sql }),
  sql: z.strictObject({ sql, undo: sql, phase: z.enum(["expand", "contract"]).optional() }),
} as const;

const [first, ...rest] = Object.entries(operationSpecs).map(([key, spec]) => z.strictObject({ [key]: spec }));
if (!first) throw new Error("There is no operation");

/** What shall change, by name; Sluice writes the phases of it. */
export const planOperation = z
  .union([first, ...rest])
  .describe("A ready-made operation") as z.ZodType as z.ZodType<PlanOperation>;

/** Views of the old and the new release, side by side. */
export const versionedAccess = z
  .strictObject({
    old: name.optional().describe("Schema of the views for the release that runs now; absent: it uses the tables"),
    new: name.describe("Schema of the views for the new release"),
  })
  .describe("Each release reads and writes through views of its own schema");
