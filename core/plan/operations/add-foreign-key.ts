import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { assertNameFits } from "./facts/assert-name-fits.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import { freeIndexName } from "./indexes/free-index-name.ts";
import { indexSteps } from "./indexes/index-steps.ts";
import { assertReferable } from "./keys/assert-referable.ts";
import { foreignKeySteps } from "./keys/foreign-key-steps.ts";
import { referencesText } from "./keys/references-text.ts";
import type { Operation, OperationContext } from "./operation.ts";
import { deferrable } from "./sql/deferrable.ts";

/** Index, NOT VALID, orphans, proof (reference: postgres.md, 2.1 G). */
export const addForeignKey: Operation<"add-foreign-key"> = {
  name: "add-foreign-key",
  engines: ["postgresql"],
  title: "Add a foreign key",
  summary:
    "Every row must point to one that is there. Its columns get an index, new rows are bound at once, old ones are proved.",
  keywords: ["foreign key", "reference", "relation", "constraint", "orphans"],
  locks:
    "SHARE ROW EXCLUSIVE on both tables for milliseconds, parent first: writers wait, readers do not. Index and proof let everybody work.",
  undo: "The foreign key is dropped under locks that cannot deadlock, then its index; orphans get their old values back.",
  refusals: [
    {
      what: "Columns it points to without a unique key that is valid, whole and not deferrable",
      instead: "Add one first (add-unique)",
    },
    {
      what: "`orphans: null` over a NOT NULL column",
      instead: "Mend or delete those rows, or use drop-not-null before",
    },
    {
      what: "Not as many columns on both sides, or a name that a constraint of the table has",
      instead: "Give a pair for each column; choose another name",
    },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: {
    table: "orders",
    name: "orders_customer_id_fkey",
    columns: ["customer_id"],
    references: { table: "customers", columns: ["id"], onDelete: "restrict" },
  },
  label: ({ table, name }) => `add-foreign-key ${table}.${name}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    const parent = await catalog.table(spec.references.table);
    assertFits(spec, table, parent);
    const list = spec.columns.map((it) => sql.name(it)).join(", ");
    const definition = `FOREIGN KEY (${list}) ${referencesText(spec.references, parent.ref, sql)}${deferrable(spec.deferrable)}`;
    const { bind, prove } = await foreignKeySteps({ name: spec.name, definition, parent: parent.ref }, table, context);
    const orphans = orphansOf(spec, table, parent, context);
    const check = {
      check: {
        name: `Every row of ${table.ref.name} points to a row of ${parent.ref.name}`,
        none: `SELECT * FROM ${sql.table(table.ref)} WHERE ${orphans.where} LIMIT 10`,
      },
    };
    const index = await indexFor(spec, table, context);
    return {
      // A rollback puts orphans back as they were, and must find them not bound: so they are bound after they are mended.
      steps:
        orphans.steps.length > 0
          ? { expand: index, backfill: orphans.steps, verify: [check, ...bind, ...prove] }
          : { expand: [check, ...index, ...bind], verify: [check, ...prove] },
      notes: [
        `Whoever writes a row of ${table.ref.name} that points to nothing, or takes one of ${parent.ref.name} away that is pointed to, is bound by ${spec.name} from ${orphans.steps.length > 0 ? "verify" : "expand"} on.`,
      ],
    };
  },
};

type Spec = OperationSpecs["add-foreign-key"];

function assertFits({ name, columns, references }: Spec, table: OperationTable, parent: OperationTable): void {
  assertNameFits(name);
  for (const column of columns) columnOf(table, column);
  assertReferable(parent, references.columns);
  const why =
    (columns.length !== references.columns.length &&
      `${name} has ${columns.length} columns and points to ${references.columns.length}: give a pair for each`) ||
    (table.constraints.some((it) => it.name === name) &&
      `Table ${table.ref.name} has a constraint ${name} already: choose another name`);
  if (why) throw new DomainError("invalid-plan", `${why}. Nothing was changed.`);
}

/** Without one, each DELETE of a parent would read the whole table. */
async function indexFor(
  { columns }: Spec,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const wanted = [...columns].toSorted().join("\0");
  const isServed = table.indexes.some(
    ({ keys, where, valid }) =>
      valid &&
      where === null &&
      keys
        .slice(0, columns.length)
        .map(({ column }) => column ?? "")
        .toSorted()
        .join("\0") === wanted,
  );
  if (isServed) return [];
  const list = columns.map((it) => context.sql.name(it)).join(", ");
  const name = freeIndexName(table, columns, "idx");
  return await indexSteps({ name, columns, unique: false, rest: `(${list})` }, table, context);
}

/** Rows that point to nothing. With MATCH SIMPLE a row with any NULL points nowhere and is none of them. */
function orphansOf(
  { columns, references, orphans, name }: Spec,
  table: OperationTable,
  parent: OperationTable,
  { sql }: OperationContext,
): { readonly where: string; readonly steps: readonly StepDocument[] } {
  const own = sql.name(table.ref.name);
  const pairs = columns.map(
    (it, index) => `_slc_parent.${sql.name(references.columns[index] ?? "")} = ${own}.${sql.name(it)}`,
  );
  const where = [
    ...columns.map((it) => `${own}.${sql.name(it)} IS NOT NULL`),
    `NOT EXISTS (SELECT 1 FROM ${sql.table(parent.ref)} _slc_parent WHERE ${pairs.join(" AND ")})`,
  ].join(" AND ");
  if (orphans !== "set-null") return { where, steps: [] };
  const nullable = columns.filter((it) => !columnOf(table, it).notNull);
  if (nullable.length === 0) {
    throw new DomainError(
      "invalid-plan",
      `Orphans of ${name} cannot be set to NULL: ${columns.join(", ")} of ${table.ref.name} is NOT NULL. Nothing was changed. Mend or delete those rows first, or use drop-not-null before.`,
    );
  }
  return {
    where,
    steps: [
      {
        backfill: {
          table: sql.table(table.ref),
          set: Object.fromEntries(nullable.map((it) => [it, "NULL"])),
          where,
        },
        undo: "keep-old-values",
        name: `Let the orphans of ${table.ref.name} point nowhere`,
        ignore: [
          {
            rule: "backfill-without-sync",
            reason: "A row that comes to point to nothing afterwards is found before the foreign key is proved",
          },
        ],
      },
    ],
  };
}
