import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationContext } from "./operation.ts";
import { partitionsOf } from "./partitions-of.ts";
import { stagedLocks } from "./staged-locks.ts";
import type { OperationConstraint, OperationTable } from "./table-facts.ts";

/** Up to here a foreign key of a partitioned table cannot be NOT VALID: its partitions' are. */
const NOT_VALID_ON_PARENT_SINCE = 180_000;

/**
 * Takes a foreign key away under the locks that no client deadlocks with. Its undo binds new rows again, then proves the old ones
 * while writers go on: the step in front changes nothing, and its undo, which comes last, is the proof.
 */
export async function foreignKeyAway(
  key: OperationConstraint,
  table: OperationTable,
  context: Pick<OperationContext, "catalog" | "sql" | "version">,
): Promise<readonly SqlStep[]> {
  const { catalog, sql, version } = context;
  const isOfParts = table.kind === "partitioned" && version < NOT_VALID_ON_PARENT_SINCE && key.validated;
  const bound = isOfParts ? keysOfParts(key, await partitionsOf(table, catalog)) : [key];
  const validate = bound.flatMap((it): SqlStep[] => {
    if (!it.validated || !it.enforced) return [];
    const statement = `ALTER TABLE ${sql.table(it.table)} VALIDATE CONSTRAINT ${sql.name(it.name)}`;
    const name = `Make sure that ${it.name} of ${it.table.name} is proved; its undo proves it again`;
    return [{ sql: statement, undo: statement, name }];
  });
  const add = (it: OperationConstraint, notValid: boolean) =>
    `ALTER TABLE ${sql.table(it.table)} ADD CONSTRAINT ${sql.name(it.name)} ${it.definition}${notValid ? " NOT VALID" : ""}`;
  const parent = key.references?.table ?? key.table;
  const drainWriters = `LOCK TABLE ${sql.table(parent)} IN SHARE ROW EXCLUSIVE MODE`;
  const described =
    key.comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${sql.name(key.name)} ON ${sql.table(key.table)} IS ${sql.text(key.comment)}`];
  const back = isOfParts ? [] : described;
  const attach: readonly SqlStep[] = isOfParts
    ? [
        {
          sql: `ALTER TABLE ${sql.table(key.table)} VALIDATE CONSTRAINT ${sql.name(key.name)}`,
          undo: [drainWriters, add(key, false), ...described].join(";\n"),
          name: `Make sure that ${key.name} is proved; its undo puts it on the partitions' parent again`,
        },
      ]
    : [];
  const notValid = (it: OperationConstraint) => it.validated && it.enforced;
  return [
    ...attach,
    ...validate,
    {
      sql: [
        stagedLocks(parent, key.table, sql),
        `ALTER TABLE ${sql.table(key.table)} DROP CONSTRAINT ${sql.name(key.name)}`,
      ].join(";\n"),
      undo: [drainWriters, ...bound.map((it) => add(it, notValid(it))), ...back].join(";\n"),
      name: `Drop foreign key ${key.name} of ${key.table.name}`,
    },
  ];
}

/** What the parent's key is on each partition that holds rows. */
const keysOfParts = (key: OperationConstraint, parts: readonly OperationTable[]): readonly OperationConstraint[] =>
  parts
    .filter(({ kind }) => kind === "table")
    .flatMap(
      (part) =>
        part.constraints.find(
          (it) =>
            it.kind === "foreign-key" &&
            it.inherited &&
            it.columns.join("\0") === key.columns.join("\0") &&
            it.references?.table.name === key.references?.table.name,
        ) ?? [],
    );
