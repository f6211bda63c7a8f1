import { DomainError } from "#core/domain/domain-error.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { OperationIndex, OperationTable } from "./facts/table-facts.ts";
import { assertDroppableIndex } from "./indexes/assert-droppable-index.ts";
import { indexAway } from "./indexes/index-away.ts";
import { indexSettings } from "./indexes/index-settings.ts";
import { indexSteps } from "./indexes/index-steps.ts";
import type { IndexText, Operation, OperationSql } from "./operation.ts";
import { spareName } from "./sql/spare-name.ts";

/** The old index serves under a spare name until the new one is there (reference: postgres.md, 2.1 K). */
export const replaceIndex: Operation<"replace-index"> = {
  name: "replace-index",
  engines: ["postgresql"],
  title: "Replace an index",
  summary: "Builds another index in place of one, under its name; one of the two serves queries throughout.",
  keywords: ["index", "reindex", "change index", "replace"],
  locks: "SHARE UPDATE EXCLUSIVE on the table: readers and writers go on.",
  undo: "The old index is built again if it is gone already, the new one is dropped, and the old one gets its name back.",
  refusals: [
    {
      what: "A partitioned table: indexes of partitions cannot change places under one name",
      instead: "create-index with a new name, then drop-index",
    },
    {
      what: "An index that keeps a constraint, is the replica identity, or is what a foreign key points to",
      instead: "Drop the constraint first (drop-constraint); set another identity (set-replica-identity)",
    },
    { what: "A new index on another table", instead: "Write it on the same one" },
    {
      what: "A view, a foreign or a temporary table",
      instead: "Index the tables that a view reads, and a foreign table where its rows are",
    },
  ],
  example: {
    index: "orders_status_idx",
    by: "CREATE INDEX orders_status_idx ON orders (status, placed_at) WHERE status <> 'done'",
  },
  label: ({ index }) => `replace-index ${index}`,

  async expand(spec, context) {
    const { catalog, sql } = context;
    const { table, index } = await catalog.index(spec.index);
    assertDroppableIndex(index, table);
    if (table.kind === "partitioned") {
      throw new DomainError(
        "unsupported",
        `${table.ref.name} is partitioned, and indexes of partitions cannot change places under one name. Nothing was changed. Use create-index with a new name, then drop-index.`,
      );
    }
    const by = await sql.readIndex(spec.by);
    const on = await catalog.table(sql.table(by.table));
    if (on.oid !== table.oid) {
      throw new DomainError(
        "invalid-plan",
        `The new index is on ${on.ref.name}, and ${index.ref.name} is on ${table.ref.name}. Nothing was changed.`,
      );
    }
    const isNamesake = by.name === index.ref.name;
    const spare = { schema: index.ref.schema, name: spareName(context, "index", index.ref.schema, index.ref.name) };
    const isClustered = index.clustered && !by.partial && /^(btree|gist)$/.test(by.method);
    const old = { ...index, ref: isNamesake ? spare : index.ref, clustered: index.clustered && !isClustered };
    return {
      steps: {
        expand: [
          ...(isNamesake ? [makeRoom(index, spare.name, sql)] : []),
          ...(await indexSteps(by, table, context)).map((step) => ({ ...step, ...waiver(index, by) })),
          ...settingsOver(index, old, { ref: { schema: index.ref.schema, name: by.name }, table, isClustered }, sql),
        ],
        cutover: [
          { gate: { ask: `Are queries on ${table.ref.name} as quick with the new ${by.name} as they should be?` } },
        ],
        contract: await indexAway(old, table, context),
      },
    };
  },
};

/** A review of the new index sees the old one, which goes. */
const waiver = (old: OperationIndex, { unique, partial, keys, method }: IndexText): Pick<StepDocument, "ignore"> =>
  !unique &&
  !partial &&
  old.where === null &&
  old.method === method &&
  keys.every((it, at) => it !== null && old.keys[at]?.column === it)
    ? { ignore: [{ rule: "index-redundant", reason: "The old one goes in contract" }] }
    : {};

const makeRoom = ({ ref }: OperationIndex, spare: string, sql: OperationSql) => ({
  sql: `ALTER INDEX ${sql.table(ref)} RENAME TO ${sql.name(spare)}`,
  undo: `ALTER INDEX ${sql.table({ schema: ref.schema, name: spare })} RENAME TO ${sql.name(ref.name)}`,
  name: `Make room for the new ${ref.name}; the old one serves on`,
  ignore: [{ rule: "out-of-phase", reason: "No release names an index: it serves under any name" }],
});

/** Comment and CLUSTER go over to the new index; statistics targets are of other keys. */
function settingsOver(
  index: OperationIndex,
  old: OperationIndex,
  made: { readonly ref: OperationIndex["ref"]; readonly table: OperationTable; readonly isClustered: boolean },
  sql: OperationSql,
) {
  const of = (on: OperationIndex["ref"], kept: Partial<OperationIndex>) =>
    indexSettings({ ...index, statisticsTargets: [], ...kept }, { index: on, table: made.table.ref }, sql);
  const settings = of(made.ref, { clustered: made.isClustered });
  if (settings.length === 0) return [];
  // The new index goes when its step is undone, and its comment with it.
  const undo = made.isClustered ? of(old.ref, { comment: null }).join(";\n") : "keep";
  return [{ sql: settings.join(";\n"), undo, name: `Settings of the new ${made.ref.name}` }];
}
