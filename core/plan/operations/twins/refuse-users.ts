import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationColumn } from "../facts/table-facts.ts";
import { refuseLost } from "./refuse-lost.ts";
import { refusePartitionExtras } from "./refuse-partition-extras.ts";
import type { Twinning } from "./twinning.ts";

/** @throws DomainError `unsupported` for users of a column that no new column can be given to. */
export async function refuseUsers(twinning: Twinning): Promise<void> {
  const { table, touches } = twinning;
  for (const { what, column, kind } of table.others) {
    if (kind === "row-type") refuse(twinning, `${what} is of the table's row type, which would change`);
    if (column !== null && touches([column]) !== "none" && !isMovedSequence(kind, column, twinning))
      refuse(twinning, `${what} needs the column ${column}`);
  }
  for (const column of table.columns) await refuseGenerated(column, twinning);
  refuseOnPartitions(twinning);
  await refusePartitionExtras(twinning);
}

function refuse({ from }: Twinning, reason: string): never {
  throw new DomainError(
    "unsupported",
    `${from}: ${reason}. Change or drop that in a migration before. Nothing was changed.`,
  );
}

/** A sequence that goes over to the new column stays where other tables use it; that of an identity column is made again. */
const isMovedSequence = (kind: string, column: string, { taken }: Twinning): boolean =>
  kind === "sequence-user" && taken.some(({ old }) => old.name === column && old.sequence?.identity === false);

async function refuseGenerated(column: OperationColumn, twinning: Twinning): Promise<void> {
  if (column.generated?.kind !== "stored") return;
  const touched = twinning.touches(await twinning.context.sql.columnsOf(column.generated.expression));
  if (touched === "lost") refuseLost(`generated column ${column.name}`, twinning);
  if (touched === "none") return;
  refuse(
    twinning,
    `the stored generated column ${column.name} follows from it, and PostgreSQL adds such a column only by rewriting the table. Make ${column.name} an ordinary column first (ALTER COLUMN … DROP EXPRESSION keeps its values), or replace it by one that a trigger fills (add-column with generated)`,
  );
}

/** A key of a partitioned table takes no index that is there, and its foreign keys can be NOT VALID from PostgreSQL 18 on only. */
function refuseOnPartitions({ table, from, touches }: Twinning): void {
  if (table.kind !== "partitioned") return;
  const kinds = new Set(["primary-key", "unique", "foreign-key"]);
  const key = table.constraints.find(({ kind, columns }) => kinds.has(kind) && touches(columns) === "taken");
  if (!key) return;
  throw new DomainError(
    "unsupported",
    `${from}: ${key.name} of the partitioned table ${table.ref.name} is on the column, and cannot be carried over without blocking writers of its partitions. Drop it in a migration before (drop-constraint), and add it again after. Nothing was changed.`,
  );
}
