import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint, OperationTable } from "../facts/table-facts.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { OperationContext } from "../operation.ts";
import { stagedLocks } from "../sql/staged-locks.ts";
import { keysOfParts } from "./keys-of-parts.ts";
import { partitionedKeyAway } from "./partitioned-key-away.ts";

/** Before, a foreign key of a partitioned table cannot be NOT VALID: those of its partitions are. */
const NOT_VALID_ON_PARENT_SINCE = 180_000;

/**
 * Takes a foreign key away under the locks that no client deadlocks with. Its undo binds new rows again, then proves the old ones
 * while writers go on: the step in front changes nothing, and its undo, which comes last, is the proof.
 */
export async function foreignKeyAway(
  key: OperationConstraint,
  table: OperationTable,
  context: OperationContext,
  /** Of the rows that are there; VALIDATE alone does not say which break it. */
  proof?: string,
): Promise<readonly SqlStep[]> {
  const { catalog, sql, version } = context;
  const isProved = key.validated && key.enforced;
  if (table.kind === "partitioned" && version < NOT_VALID_ON_PARENT_SINCE && isProved)
    return partitionedKeyAway(key, keysOfParts(key, await partitionsOf(table, catalog)), context);
  const alter = `ALTER TABLE ${sql.table(key.table)}`;
  const name = sql.name(key.name);
  const parent = key.references?.table ?? key.table;
  const validate = `${alter} VALIDATE CONSTRAINT ${name}`;
  return [
    ...(isProved
      ? [
          {
            sql: validate,
            undo: proof ?? validate,
            name: `Make sure that ${key.name} is proved; its undo proves it again`,
          },
        ]
      : []),
    {
      sql: `${stagedLocks(parent, key.table, sql)};\n${alter} DROP CONSTRAINT ${name}`,
      undo: [
        `LOCK TABLE ${sql.table(parent)} IN SHARE ROW EXCLUSIVE MODE`,
        `${alter} ADD CONSTRAINT ${name} ${key.definition}${isProved ? " NOT VALID" : ""}`,
        ...(key.comment === null
          ? []
          : [`COMMENT ON CONSTRAINT ${name} ON ${sql.table(key.table)} IS ${sql.text(key.comment)}`]),
      ].join(";\n"),
      name: `Drop foreign key ${key.name} of ${key.table.name}`,
    },
  ];
}
