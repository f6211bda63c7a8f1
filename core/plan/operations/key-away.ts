import type { StepDocument } from "#core/domain/plan-document.ts";
import { indexSettings } from "./index-settings.ts";
import { indexText } from "./index-text.ts";
import type { OperationContext } from "./operation.ts";
import { partitionsOf } from "./partitions-of.ts";
import { spareName } from "./spare-name.ts";
import type { OperationConstraint, OperationIndex, OperationTable } from "./table-facts.ts";

/**
 * Takes a unique or primary key away, with its index. Undone, the index is built without blocking first, by the undo of the steps
 * behind (which find nothing to drop on the way forward), and the constraint put on it.
 */
export async function keyAway(
  key: OperationConstraint,
  table: OperationTable,
  context: OperationContext,
): Promise<readonly StepDocument[]> {
  const { catalog, sql } = context;
  const parts = (await partitionsOf(table, catalog)).map((part) => ({ part, own: keyOfPart(part, key) }));
  const kept = parts.flatMap(({ part, own }) => (own ? [{ table: part, key: own }] : []));
  const leaves = [{ table, key }, ...kept].filter((it) => it.table.kind !== "partitioned");
  const built = leaves.flatMap((it) => {
    const index = indexOfKey(it.table, it.key);
    const spare = spareName(context, "key", it.table.ref.schema, it.table.ref.name, it.key.name);
    return index ? [{ ...it, index, spare: { schema: index.ref.schema, name: spare } }] : [];
  });
  const alter = (it: OperationTable, only = "") => `ALTER TABLE ${only}${sql.table(it.ref)}`;
  const onParents = [{ table, key }, ...kept]
    .filter((it) => it.table.kind === "partitioned")
    .map((it) => `${alter(it.table, "ONLY ")} ADD CONSTRAINT ${sql.name(it.key.name)} ${it.key.definition}`);
  const onLeaves = built.map(
    (it) =>
      `${alter(it.table)} ADD CONSTRAINT ${sql.name(it.key.name)} ${it.key.kind === "unique" ? "UNIQUE" : "PRIMARY KEY"} USING INDEX ${sql.name(it.spare.name)}${deferrableText(it.key)}`,
  );
  const settings = [{ table, key }, ...kept].flatMap((it) => settingsOf(it.table, it.key, context));
  return [
    {
      sql: `${alter(table)} DROP CONSTRAINT ${sql.name(key.name)}`,
      undo: [...onParents, ...onLeaves, ...attachments(kept, table, key, context), ...settings].join(";\n"),
      name: `Drop ${key.name} with its index`,
    },
    ...built.map(
      (it): StepDocument => ({
        index: `DROP INDEX IF EXISTS ${sql.table(it.spare)}`,
        undo: indexText(it.index, { name: it.spare.name, table: it.table.ref }, sql),
        name: `Nothing to do; the undo builds the index of ${it.key.name} without blocking`,
      }),
    ),
  ];
}

export const deferrableText = ({ deferrable }: Pick<OperationConstraint, "deferrable">): string =>
  deferrable === null ? "" : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`;

const indexOfKey = (table: OperationTable, key: OperationConstraint): OperationIndex | undefined =>
  table.indexes.find((it) => it.ref.name === key.index?.name);

const keyOfPart = (part: OperationTable, key: OperationConstraint): OperationConstraint | undefined =>
  part.constraints.find(
    (it) => it.inherited && it.kind === key.kind && it.columns.join("\0") === key.columns.join("\0"),
  );

function attachments(
  parts: readonly { readonly table: OperationTable; readonly key: OperationConstraint }[],
  table: OperationTable,
  key: OperationConstraint,
  { sql }: OperationContext,
): readonly string[] {
  // Deepest first, so that what is attached is complete.
  return parts.toReversed().flatMap((part) => {
    const above = part.table.parents[0];
    const parent = [{ table, key }, ...parts].find(
      (it) => it.table.ref.name === above?.name && it.table.ref.schema === (above.schema ?? it.table.ref.schema),
    );
    if (!parent?.key.index || !part.key.index) return [];
    return [`ALTER INDEX ${sql.table(parent.key.index)} ATTACH PARTITION ${sql.table(part.key.index)}`];
  });
}

function settingsOf(table: OperationTable, key: OperationConstraint, { sql }: OperationContext): readonly string[] {
  const index = indexOfKey(table, key);
  const on = `CONSTRAINT ${sql.name(key.name)} ON ${sql.table(table.ref)}`;
  return [
    ...(key.comment === null ? [] : [`COMMENT ON ${on} IS ${sql.text(key.comment)}`]),
    ...(index ? indexSettings(index, { index: index.ref, table: table.ref }, sql) : []),
  ];
}
