import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationConstraint, OperationIndex, OperationTable } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import { indexSettings } from "../indexes/index-settings.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { OperationContext } from "../operation.ts";
import { deferrable } from "../sql/deferrable.ts";
import { spareName } from "../sql/spare-name.ts";

interface Kept {
  readonly table: OperationTable;
  readonly key: OperationConstraint;
}

/**
 * Takes a unique or primary key away, with its index. A twin of the index stands ready first, so that a rollback makes it the key
 * again at once; it goes last, and is built again without blocking by the undo of that.
 */
export async function keyAway(
  key: OperationConstraint,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { catalog, sql } = context;
  const parts = (await partitionsOf(table, catalog)).flatMap((part): Kept[] => {
    const own = keyOfPart(part, key);
    return own ? [{ table: part, key: own }] : [];
  });
  const all = [{ table, key }, ...parts];
  const twins = (await Promise.all(all.map((it) => twinOf(it, context)))).flat();
  const back = [
    ...all.filter((it) => it.table.kind === "partitioned").map((it) => addOnly(it, context)),
    ...twins.map(({ putBack }) => putBack),
    ...attachments(parts, all, context),
    ...all.flatMap((it) => settingsOf(it, context)),
  ];
  return [
    ...twins.map(({ build }) => build),
    {
      sql: `ALTER TABLE ${sql.table(table.ref)} DROP CONSTRAINT ${sql.name(key.name)}`,
      undo: back.join(";\n"),
      name: `Drop ${key.name} with its index; a twin of it stands ready`,
      ...(key.kind === "primary-key"
        ? {
            ignore: [
              {
                rule: "drop-primary-key",
                reason: "It is what was asked for, and the gate before asks whether anybody needs it",
              },
            ],
          }
        : {}),
    },
    ...twins.map(({ drop }) => drop),
  ];
}

/** The steps of the twin of one key's index, and the statement that makes it the key. */
async function twinOf({ table, key }: Kept, context: OperationContext) {
  const { sql } = context;
  const index = indexOfKey(table, key);
  if (!index || table.kind === "partitioned") return [];
  const name = spareName(context, "key", table.ref.schema, table.ref.name, key.name);
  const create = await indexDefinition(index, { name, on: sql.table(table.ref), names: {} }, sql);
  const drop = `DROP INDEX IF EXISTS ${sql.table({ schema: index.ref.schema, name })}`;
  const build: StepDocument = {
    index: create,
    undo: drop,
    name: `Build a twin of the index of ${key.name}, for a rollback`,
  };
  const away: StepDocument = { index: drop, undo: create, name: `Drop the twin of the index of ${key.name}` };
  const kind = key.kind === "unique" ? "UNIQUE" : "PRIMARY KEY";
  const putBack = `ALTER TABLE ${sql.table(table.ref)} ADD CONSTRAINT ${sql.name(key.name)} ${kind} USING INDEX ${sql.name(name)}${deferrable(key.deferrable)}`;
  return [{ build, drop: away, putBack }];
}

const addOnly = ({ table, key }: Kept, { sql }: OperationContext): string =>
  `ALTER TABLE ONLY ${sql.table(table.ref)} ADD CONSTRAINT ${sql.name(key.name)} ${key.definition}`;

const indexOfKey = (table: OperationTable, key: OperationConstraint): OperationIndex | undefined =>
  table.indexes.find((it) => it.ref.name === key.index?.name);

const keyOfPart = (part: OperationTable, key: OperationConstraint): OperationConstraint | undefined =>
  part.constraints.find(
    (it) => it.inherited && it.kind === key.kind && it.columns.join("\0") === key.columns.join("\0"),
  );

/** Deepest first, so that what is attached is complete. */
const attachments = (parts: readonly Kept[], all: readonly Kept[], { sql }: OperationContext): readonly string[] =>
  parts.toReversed().flatMap((part) => {
    const parent = all.find(({ table: { ref } }) =>
      part.table.parents.some((above) => above.name === ref.name && above.schema === ref.schema),
    );
    if (!parent?.key.index || !part.key.index) return [];
    return [`ALTER INDEX ${sql.table(parent.key.index)} ATTACH PARTITION ${sql.table(part.key.index)}`];
  });

function settingsOf({ table, key }: Kept, { sql }: OperationContext): readonly string[] {
  const index = indexOfKey(table, key);
  const on = `CONSTRAINT ${sql.name(key.name)} ON ${sql.table(table.ref)}`;
  return [
    ...(key.comment === null ? [] : [`COMMENT ON ${on} IS ${sql.text(key.comment)}`]),
    ...(index ? indexSettings(index, { index: index.ref, table: table.ref }, sql) : []),
  ];
}
