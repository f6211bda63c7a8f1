import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationIndex, OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { spareName } from "../sql/spare-name.ts";
import { indexDefinition } from "./index-definition.ts";
import { indexSettings } from "./index-settings.ts";
import { partitionsOf } from "./partitions-of.ts";

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
      undo: await indexDefinition(index, { name: index.ref.name, on: sql.table(table.ref), names: {} }, sql),
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
  const kept: Kept[] = [{ part: table, own: index }];
  for (const part of await partitionsOf(table, catalog)) {
    const own = part.indexes.find(({ parent }) => kept.some((it) => isSame(it.own.ref, parent)));
    if (own) kept.push({ part, own });
  }
  const attach = kept
    .toReversed()
    .flatMap(({ own }) =>
      own.parent ? [`ALTER INDEX ${sql.table(own.parent)} ATTACH PARTITION ${sql.table(own.ref)}`] : [],
    );
  const parents: string[] = [];
  const twins: Awaited<ReturnType<typeof twinOf>>[] = [];
  for (const it of kept) {
    const on = { name: it.own.ref.name, on: `ONLY ${sql.table(it.part.ref)}`, names: {} };
    if (it.part.kind === "partitioned") parents.push(await indexDefinition(it.own, on, sql));
    else twins.push(await twinOf(it, context));
  }
  return [
    ...twins.map(({ build }) => build),
    {
      sql: `DROP INDEX ${sql.table(index.ref)}`,
      undo: [
        ...parents,
        ...twins.map(({ putBack }) => putBack),
        ...attach,
        ...kept.flatMap(({ part, own }) => indexSettings(own, { index: own.ref, table: part.ref }, sql)),
      ].join(";\n"),
      name: `Drop ${index.ref.name} with those of its partitions; twins of them stand ready`,
    },
    ...twins.map(({ drop }) => drop),
  ];
}

interface Kept {
  readonly part: OperationTable;
  readonly own: OperationIndex;
}

/** Serves a rollback: an index of a partition goes with that of the parent, and could not be built in the same transaction. */
async function twinOf({ part, own }: Kept, context: OperationContext) {
  const { sql } = context;
  const ref = { schema: own.ref.schema, name: spareName(context, "twin", own.ref.schema, own.ref.name) };
  const create = await indexDefinition(own, { name: ref.name, on: sql.table(part.ref), names: {} }, sql);
  const drop = `DROP INDEX IF EXISTS ${sql.table(ref)}`;
  const isRedundant = !own.unique && own.where === null && own.keys.every(({ column }) => column !== null);
  const build: StepDocument = {
    index: create,
    undo: drop,
    name: `Build a twin of ${own.ref.name}, for a rollback`,
    ...(isRedundant
      ? { ignore: [{ rule: "index-redundant", reason: "The other goes in the next step but one" }] }
      : {}),
  };
  const away: StepDocument = { index: drop, undo: create, name: `Drop the twin of ${own.ref.name}` };
  return { build, drop: away, putBack: `ALTER INDEX ${sql.table(ref)} RENAME TO ${sql.name(own.ref.name)}` };
}

const isSame = (a: OperationIndex["ref"], b: OperationIndex["parent"]): boolean =>
  b !== null && a.name === b.name && a.schema === b.schema;
