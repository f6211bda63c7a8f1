import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { assertPlainTable } from "./facts/assert-plain-table.ts";
import { columnOf } from "./facts/column-of.ts";
import { assertNewKey } from "./keys/assert-new-key.ts";
import { keySteps } from "./keys/key-steps.ts";
import type { Operation } from "./operation.ts";
import { deferrable } from "./sql/deferrable.ts";

const NULLS_NOT_DISTINCT_SINCE = 150_000;

/** The index is built without blocking, then the constraint is put on it (reference: postgres.md, 2.1 I). */
export const addUnique: Operation<"add-unique"> = {
  name: "add-unique",
  engines: ["postgresql"],
  title: "Add a unique constraint",
  summary: "No two rows may have the same values; duplicates are found and told before anything is built.",
  keywords: ["unique", "constraint", "key", "duplicates", "deferrable"],
  locks:
    "The index is built while readers and writers go on; ACCESS EXCLUSIVE for milliseconds to make it a constraint.",
  undo: "The constraint is dropped with its index.",
  refusals: [
    {
      what: "`nulls: not distinct` before PostgreSQL 15",
      instead: "Set the columns NOT NULL, or use a unique index over coalesce(…)",
    },
    { what: "A name that is taken, or has more than 63 bytes", instead: "Choose another name" },
    {
      what: "A view, a foreign, typed or temporary table, or a partition",
      instead: "Name the table behind it, its type, or the parent",
    },
  ],
  example: { table: "customers", name: "customers_email_key", columns: ["email"] },
  label: ({ table, name }) => `add-unique ${table}.${name}`,

  async expand(spec, context) {
    const { catalog, sql, version } = context;
    const table = await catalog.table(spec.table);
    assertPlainTable(table);
    await assertNewKey(table, spec, catalog);
    for (const column of spec.include ?? []) columnOf(table, column);
    if (spec.nullsNotDistinct && version < NULLS_NOT_DISTINCT_SINCE) {
      throw new DomainError(
        "unsupported",
        "NULLS NOT DISTINCT exists since PostgreSQL 15. Nothing was changed. Leave it out and set the columns NOT NULL, or use a unique index over coalesce(…).",
      );
    }
    const list = (names: readonly string[]) => names.map((it) => sql.name(it)).join(", ");
    const tail = tailOf(spec, list);
    const steps = await keySteps(
      {
        name: spec.name,
        columns: spec.columns,
        index: `(${list(spec.columns)})${tail}`,
        constraint: "UNIQUE",
        definition: `UNIQUE${spec.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} (${list(spec.columns)})${includeOf(spec, list)}`,
        deferrable: deferrable(spec.deferrable),
        suffix: "key",
      },
      table,
      context,
    );
    const filled = spec.nullsNotDistinct ? [] : spec.columns.map((it) => `${sql.name(it)} IS NOT NULL`);
    const where = filled.length > 0 ? ` WHERE ${filled.join(" AND ")}` : "";
    return {
      steps: {
        verify: [
          {
            check: {
              name: `No two rows of ${table.ref.name} share ${spec.columns.join(", ")}`,
              none: `SELECT ${list(spec.columns)}, count(*) AS times FROM ${sql.table(table.ref)}${where} GROUP BY ${list(spec.columns)} HAVING count(*) > 1 LIMIT 10`,
            },
          },
          ...steps,
        ],
      },
      notes: [
        `Whoever writes a duplicate into ${table.ref.name} fails as soon as the index is being built.`,
        ...(spec.deferrable ? [`A deferrable constraint serves neither ON CONFLICT nor foreign keys.`] : []),
      ],
    };
  },
};

type List = (names: readonly string[]) => string;

const includeOf = ({ include }: OperationSpecs["add-unique"], list: List): string =>
  include ? ` INCLUDE (${list(include)})` : "";

const tailOf = (spec: OperationSpecs["add-unique"], list: List): string =>
  `${includeOf(spec, list)}${spec.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""}`;
