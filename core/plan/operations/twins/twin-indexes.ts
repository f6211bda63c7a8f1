import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationIndex } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { oldUnique } from "./old-unique.ts";
import { refuseLostKey } from "./refuse-lost-key.ts";
import { twinPartitionedIndex } from "./twin-partitioned-index.ts";
import { at, commentOn, goesWithOld, type Twinning, type TwinParts, title, whileKept } from "./twinning.ts";

/** Indexes that keep no constraint: built on the new columns under spare names, and given the old names at contract. */
export async function twinIndexes(twinning: Twinning): Promise<readonly TwinParts[]> {
  const parts: TwinParts[] = [];
  for (const index of twinning.table.indexes) {
    const touched = index.constraint === null ? twinning.touches(index.columns) : "none";
    if (touched === "lost") {
      refuseLostKey(index, twinning);
      parts.push({ notes: [`Index ${index.ref.name} of ${twinning.table.ref.name} goes with the old column.`] });
      parts.push(await oldUnique({ index, constraint: null, name: index.ref.name }, twinning));
    }
    const twin = twinning.table.kind === "partitioned" ? twinPartitionedIndex : twinIndex;
    if (touched === "taken") parts.push(...(await twin(index, twinning)));
  }
  return parts;
}

async function twinIndex(index: OperationIndex, twinning: Twinning): Promise<readonly TwinParts[]> {
  const { sql } = twinning.context;
  assertValid(index, twinning);
  const [made, put] = [twinning.spare.next("i"), twinning.spare.next("i")];
  const { schema, name } = index.ref;
  const rename = (from: string, to: string) =>
    `ALTER INDEX ${sql.table({ schema, name: from })} RENAME TO ${sql.name(to)}`;
  const old = await oldUnique({ index, constraint: null, name: put }, twinning);
  const own = {
    lastIgnore: old.after ? [] : goesWithOld(index),
    indexes: [
      {
        index: await indexDefinition(index, { name: made, on: twinning.on, names: twinning.now }, sql),
        undo: `DROP INDEX IF EXISTS ${sql.table({ schema, name: made })}`,
        name: title(`Build ${name} on the new column`),
        from: twinning.from,
      },
    ],
    contract: [
      ...identityAway(index, twinning),
      ...whileKept(twinning, at("detach", rename(name, put), rename(put, name))),
      at("attach", rename(made, name), rename(name, made)),
      ...indexSettings(index, put, twinning),
    ],
  };
  return [own, old];
}

export function assertValid(index: OperationIndex, { table }: Twinning): void {
  if (index.valid) return;
  throw new DomainError(
    "unsupported",
    `Index ${index.ref.name} of ${table.ref.name} is not valid: it cannot be told what it should be. Drop it or build it again first. Nothing was changed.`,
  );
}

/** A column whose index names rows for replicas must stay NOT NULL: the old index hands that over before. */
export function identityAway(index: OperationIndex, { on, context: { sql } }: Twinning): readonly ContractStatement[] {
  if (!index.replicaIdentity) return [];
  const using = `ALTER TABLE ${on} REPLICA IDENTITY USING INDEX ${sql.name(index.ref.name)}`;
  return [at("detach", `ALTER TABLE ${on} REPLICA IDENTITY DEFAULT`, using)];
}

/** What is said of an index apart from its definition. `put`: where the old one is meanwhile. */
export function indexSettings(index: OperationIndex, put: string, twinning: Twinning): readonly ContractStatement[] {
  const { on, context } = twinning;
  const { sql } = context;
  const alter = `ALTER TABLE ${on}`;
  const name = sql.name(index.ref.name);
  return [
    ...index.statisticsTargets.map(({ position, target }) =>
      at("attach", `ALTER INDEX ${sql.table(index.ref)} ALTER COLUMN ${position} SET STATISTICS ${target}`, null),
    ),
    ...(index.clustered ? [at("attach", `${alter} CLUSTER ON ${name}`, `${alter} CLUSTER ON ${sql.name(put)}`)] : []),
    ...(index.replicaIdentity
      ? [at("attach", `${alter} REPLICA IDENTITY USING INDEX ${name}`, `${alter} REPLICA IDENTITY DEFAULT`)]
      : []),
    ...commentOn(`INDEX ${sql.table(index.ref)}`, index.comment, sql),
  ];
}
