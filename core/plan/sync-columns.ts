import type { SyncStep } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { Statement, StatementReader } from "#core/engines/statement-reader.ts";
import { sameTable } from "./same-table.ts";

/** A sync that is installed by a step, with every column that its trigger or functions name. */
export interface LiveSync {
  readonly stepId: StepId;
  readonly table: TableRef;
  readonly columns: ReadonlySet<string>;
}

export async function liveSyncOf(stepId: StepId, { sync }: SyncStep, reader: StatementReader): Promise<LiveSync> {
  const back = sync.back ?? {};
  const columns = new Set([...Object.keys(sync.to), ...Object.keys(back)]);
  for (const expression of [...Object.values(sync.to), ...Object.values(back)]) {
    for (const { column } of await reader.readExpression(expression)) columns.add(column);
  }
  return { stepId, table: reader.parseTable(sync.table), columns };
}

/** A changed type breaks the sync's functions; a default makes an INSERT that leaves the column out look like a write to it. */
const ALTERS = /\bTYPE\b|\bSET DEFAULT\b|\bSET EXPRESSION\b/;

/** Whether a statement takes away or changes something that the sync needs. */
export function breaksSync(statement: Statement, sync: LiveSync): boolean {
  const isOurs = (table: TableRef | null) => table !== null && sameTable(table, sync.table);
  if (statement.drops.tables.some(isOurs)) return true;
  if (statement.drops.columns.some(({ table, column }) => isOurs(table) && sync.columns.has(column))) return true;
  if (!ALTERS.test(statement.label) || !statement.tables.some((it) => it.access === "ddl" && isOurs(it))) return false;
  return statement.columns.some(({ table, column }) => (table === null || isOurs(table)) && sync.columns.has(column));
}
