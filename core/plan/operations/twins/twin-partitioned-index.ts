import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationIndex, OperationTable } from "../facts/table-facts.ts";
import { indexDefinition } from "../indexes/index-definition.ts";
import { indexSettings } from "../indexes/index-settings.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import { oldUnique } from "./old-unique.ts";
import { at, goesWithOld, type Twinning, type TwinParts, title, whileKept } from "./twinning.ts";

interface Part {
  readonly part: OperationTable;
  readonly index: OperationIndex;
  /** The new one's name before contract, and the old one's after. */
  readonly made: string;
  readonly put: string;
}

/** Built on each partition that holds rows, put together on those above (reference: postgres.md, 2.1 K), and named at contract. */
export async function twinPartitionedIndex(index: OperationIndex, twinning: Twinning): Promise<readonly TwinParts[]> {
  const { table, spare, context, from, now } = twinning;
  const { sql } = context;
  const top: Part = { part: table, index, made: spare.next("i"), put: spare.next("i") };
  const parts = [top];
  for (const part of await partitionsOf(table, context.catalog)) {
    const own = part.indexes.find(({ parent }) => parent && parts.some((it) => isSame(it.index.ref, parent)));
    if (own) parts.push({ part, index: own, made: spare.next("i"), put: spare.next("i") });
  }
  const named = ({ index: { ref } }: Part, name: string) => sql.table({ schema: ref.schema, name });
  const define = (it: Part, only: string) =>
    indexDefinition(it.index, { name: it.made, on: `${only}${sql.table(it.part.ref)}`, names: now }, sql);
  const builds: StepDocument[] = [];
  const joins: string[] = [];
  for (const it of parts) {
    if (it.part.kind === "partitioned") joins.push(await define(it, "ONLY "));
    else
      builds.push({
        index: await define(it, ""),
        undo: `DROP INDEX IF EXISTS ${named(it, it.made)}`,
        name: title(`Build ${it.index.ref.name} on the new column`),
        from,
      });
  }
  const attached = parts.toReversed().flatMap((it) => {
    const above = parts.find((other) => it.index.parent && isSame(other.index.ref, it.index.parent));
    return above ? [`ALTER INDEX ${named(above, above.made)} ATTACH PARTITION ${named(it, it.made)}`] : [];
  });
  const rename = (it: Part, one: string, other: string) => `ALTER INDEX ${named(it, one)} RENAME TO ${sql.name(other)}`;
  const old = await oldUnique({ index, constraint: null, name: top.put }, twinning);
  const own = {
    lastIgnore: old.after ? [] : goesWithOld(index),
    indexes: [
      ...builds,
      {
        sql: [...joins, ...attached].join(";\n"),
        // Those of the partitions go with it; the undo of their steps then finds nothing to do.
        undo: `DROP INDEX ${named(top, top.made)}`,
        name: title(`Put ${index.ref.name} together over those of the partitions`),
        from,
      },
    ],
    contract: parts.flatMap((it) => [
      ...whileKept(
        twinning,
        at("detach", rename(it, it.index.ref.name, it.put), rename(it, it.put, it.index.ref.name)),
      ),
      at("attach", rename(it, it.made, it.index.ref.name), rename(it, it.index.ref.name, it.made)),
      ...indexSettings(it.index, { index: it.index.ref, table: it.part.ref }, sql).map((text) =>
        at("attach", text, null),
      ),
    ]),
  };
  return [own, old];
}

const isSame = (one: OperationIndex["ref"], other: OperationIndex["ref"]): boolean =>
  one.schema === other.schema && one.name === other.name;
