import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSpecs } from "#core/domain/plan-operation.ts";
import { columnOf } from "./facts/column-of.ts";
import type { OperationTable } from "./facts/table-facts.ts";
import { indexOf } from "./indexes/index-of.ts";
import { constraintOf } from "./keys/constraint-of.ts";
import type { Operation, OperationSql } from "./operation.ts";

/** Catalog only; weaker than any reader or writer. */
export const comment: Operation<"comment"> = {
  name: "comment",
  engines: ["postgresql"],
  title: "Comment on a table, column, constraint or index",
  summary: "Says in the catalog what something is for, or takes the comment away.",
  keywords: ["comment", "describe", "documentation"],
  locks: "SHARE UPDATE EXCLUSIVE on the table for milliseconds: readers and writers go on.",
  undo: "The comment that was there before is set again, or none.",
  refusals: [
    {
      what: "More than one of column, constraint and index",
      instead: "One operation for each; none of them for the table",
    },
  ],
  example: { table: "orders", column: "status", comment: "new, paid or sent" },
  label: ({ table, column, constraint, index }) =>
    `comment ${[table, column ?? constraint ?? index].filter(Boolean).join(".")}`,

  async expand(spec, { catalog, sql }) {
    const table = await catalog.table(spec.table);
    const { on, before } = placeOf(spec, table, sql);
    const comments = (text: string | null) => `COMMENT ON ${on} IS ${text === null ? "NULL" : sql.text(text)}`;
    const what = spec.column ?? spec.constraint ?? spec.index ?? table.ref.name;
    return {
      steps: {
        expand: [
          {
            sql: comments(spec.comment),
            undo: comments(before),
            name: spec.comment === null ? `Take the comment of ${what} away` : `Comment on ${what}`,
          },
        ],
      },
    };
  },
};

const KINDS: Readonly<Record<OperationTable["kind"], string>> = {
  table: "TABLE",
  partitioned: "TABLE",
  foreign: "FOREIGN TABLE",
  view: "VIEW",
  "materialized-view": "MATERIALIZED VIEW",
};

function placeOf(
  { column, constraint, index }: OperationSpecs["comment"],
  table: OperationTable,
  sql: OperationSql,
): { readonly on: string; readonly before: string | null } {
  if ([column, constraint, index].filter((it) => it !== undefined).length > 1) {
    throw new DomainError(
      "invalid-plan",
      "A comment is on one thing: name a column, a constraint or an index, or none of them for the table. Nothing was changed.",
    );
  }
  const name = sql.table(table.ref);
  if (column !== undefined)
    return { on: `COLUMN ${name}.${sql.name(column)}`, before: columnOf(table, column).comment };
  if (constraint !== undefined)
    return { on: `CONSTRAINT ${sql.name(constraint)} ON ${name}`, before: constraintOf(table, constraint).comment };
  if (index !== undefined) {
    const found = indexOf(table, index);
    return { on: `INDEX ${sql.table(found.ref)}`, before: found.comment };
  }
  return { on: `${KINDS[table.kind]} ${name}`, before: table.comment };
}
