import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { IndexText, OperationContext } from "../operation.ts";
import { checkAttached } from "./check-attached.ts";
import { freeIndexName } from "./free-index-name.ts";
import { partitionsOf } from "./partitions-of.ts";

/** Builds an index without blocking: on a partitioned table one on each partition, which are then attached (reference: postgres.md, 2.1 K). */
export async function indexSteps(
  index: Pick<IndexText, "name" | "columns" | "unique" | "rest">,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { catalog, sql } = context;
  const create = (name: string, on: OperationTable, only = "") =>
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${sql.name(name)} ON ${only}${sql.table(on.ref)} ${index.rest}`;
  if (table.kind !== "partitioned")
    return [{ index: create(index.name, table), name: `Build ${index.name} without blocking` }];
  const parts = (await partitionsOf(table, catalog)).map((part) => ({
    part,
    name: freeIndexName(part, index.columns, "idx"),
  }));
  const all = [{ part: table, name: index.name }, ...parts];
  const named = (it: { readonly part: OperationTable; readonly name: string }) =>
    sql.table({ schema: it.part.ref.schema, name: it.name });
  const parents = all.filter(({ part }) => part.kind === "partitioned");
  const above = (part: OperationTable) =>
    parents.find((it) =>
      part.parents.some(({ schema, name }) => name === it.part.ref.name && schema === it.part.ref.schema),
    );
  return [
    ...parts
      .filter(({ part }) => part.kind === "table")
      .map(
        (it): StepDocument => ({
          index: create(it.name, it.part),
          undo: `DROP INDEX IF EXISTS ${named(it)}`,
          name: `Build ${it.name} without blocking`,
        }),
      ),
    {
      sql: [
        ...parents.map(({ part, name }) => create(name, part, "ONLY ")),
        ...parts.toReversed().flatMap((it) => {
          const parent = above(it.part);
          return parent ? [`ALTER INDEX ${named(parent)} ATTACH PARTITION ${named(it)}`] : [];
        }),
      ].join(";\n"),
      // With the parent's index go those of the partitions; the undo of their steps then finds nothing to do.
      undo: `DROP INDEX ${named({ part: table, name: index.name })}`,
      name: `Put ${index.name} on ${table.ref.name}, over those of its partitions`,
    },
    checkAttached({ schema: table.ref.schema, name: index.name }, sql),
  ];
}
