import type { SqlStep } from "#core/domain/plan-document.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { OperationContext } from "../operation.ts";
import { stagedLocks } from "../sql/staged-locks.ts";

/** Up to here a foreign key of a partitioned table cannot be NOT VALID. */
const NOT_VALID_ON_PARENT_SINCE = 180_000;

/** The steps that bind new rows by a foreign key, and those that prove the rows that are there. */
export async function foreignKeySteps(
  key: { readonly name: string; readonly definition: string; readonly parent: TableRef },
  table: OperationTable,
  { catalog, sql, version }: OperationContext,
): Promise<{ readonly bind: readonly SqlStep[]; readonly prove: readonly SqlStep[] }> {
  const ofParts = table.kind === "partitioned" && version < NOT_VALID_ON_PARENT_SINCE;
  const leaves = (await partitionsOf(table, catalog)).filter(({ kind }) => kind === "table");
  const bound = ofParts ? leaves : [table];
  const name = sql.name(key.name);
  const alter = ({ ref }: OperationTable) => `ALTER TABLE ${sql.table(ref)}`;
  const drain = `LOCK TABLE ${sql.table(key.parent)} IN SHARE ROW EXCLUSIVE MODE`;
  const ignore = [
    {
      rule: "foreign-key-validated-inline",
      reason: "Every partition has proved it before: the server attaches theirs and reads no row",
    },
  ];
  return {
    bind: bound.map((it) => ({
      sql: `${drain};\n${alter(it)} ADD CONSTRAINT ${name} ${key.definition} NOT VALID`,
      undo: `${stagedLocks(key.parent, it.ref, sql)};\n${alter(it)} DROP CONSTRAINT IF EXISTS ${name}`,
      name: `Bind new rows of ${it.ref.name} by ${key.name}`,
    })),
    prove: [
      ...bound.map(
        (it): SqlStep => ({
          sql: `${alter(it)} VALIDATE CONSTRAINT ${name}`,
          undo: "keep",
          name: `Prove ${key.name} for the rows of ${it.ref.name} that are there`,
        }),
      ),
      ...(ofParts
        ? [
            {
              sql: `${drain};\n${alter(table)} ADD CONSTRAINT ${name} ${key.definition}`,
              undo: `${stagedLocks(key.parent, table.ref, sql)};\n${alter(table)} DROP CONSTRAINT ${name}`,
              name: `Put ${key.name} on ${table.ref.name}, over those of its partitions`,
              ignore,
            },
          ]
        : []),
    ],
  };
}
