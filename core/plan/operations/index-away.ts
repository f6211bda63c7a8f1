import type { StepDocument } from "#core/domain/plan-document.ts";
import { indexSettings } from "./index-settings.ts";
import { indexText } from "./index-text.ts";
import type { OperationContext } from "./operation.ts";
import { partitionsOf } from "./partitions-of.ts";
import type { OperationIndex, OperationTable } from "./table-facts.ts";

/** Drops an index without blocking where the server can. Undone, it is built from its definition, then gets its comment and settings. */
export async function indexAway(
  index: OperationIndex,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { sql } = context;
  if (table.kind === "partitioned") return await partitionedAway(index, table, context);
  const settings = indexSettings(index, { index: index.ref, table: table.ref }, sql).join(";\n");
  return [
    // Says what is so already: its undo, which comes after the build, says it of the new index.
    ...(settings === ""
      ? []
      : [
          {
            sql: settings,
            undo: settings,
            name: `Settings of ${index.ref.name} as they are; the undo sets them again`,
          },
        ]),
    {
      index: `DROP INDEX ${sql.table(index.ref)}`,
      undo: indexText(index, { name: index.ref.name, table: table.ref }, sql),
      name: `Drop ${index.ref.name} without blocking`,
    },
  ];
}

async function partitionedAway(
  index: OperationIndex,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { catalog, sql } = context;
  const kept: { readonly part: OperationTable; readonly own: OperationIndex }[] = [{ part: table, own: index }];
  for (const part of await partitionsOf(table, catalog)) {
    const own = part.indexes.find(({ parent }) => kept.some((it) => isSame(it.own.ref, parent)));
    if (own) kept.push({ part, own });
  }
  const parents = kept.filter(({ part }) => part.kind === "partitioned");
  const leaves = kept.filter(({ part }) => part.kind !== "partitioned");
  const attach = kept
    .toReversed()
    .flatMap(({ own }) =>
      own.parent ? [`ALTER INDEX ${sql.table(own.parent)} ATTACH PARTITION ${sql.table(own.ref)}`] : [],
    );
  return [
    {
      sql: `DROP INDEX ${sql.table(index.ref)}`,
      undo: [
        ...parents.map(({ part, own }) => indexText(own, { name: own.ref.name, table: part.ref, only: true }, sql)),
        ...attach,
        ...kept.flatMap(({ part, own }) => indexSettings(own, { index: own.ref, table: part.ref }, sql)),
      ].join(";\n"),
      name: `Drop ${index.ref.name} with those of its partitions`,
      ignore: [{ rule: "index-drop-blocks-all", reason: "PostgreSQL cannot drop a partitioned index CONCURRENTLY" }],
    },
    ...leaves.map(
      ({ part, own }): StepDocument => ({
        index: `DROP INDEX IF EXISTS ${sql.table(own.ref)}`,
        undo: indexText(own, { name: own.ref.name, table: part.ref }, sql),
        name: `Nothing to do; the undo builds ${own.ref.name} without blocking`,
      }),
    ),
  ];
}

const isSame = (a: OperationIndex["ref"], b: OperationIndex["parent"]): boolean =>
  b !== null && a.name === b.name && a.schema === b.schema;
