import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable, OperationTrigger } from "../facts/table-facts.ts";
import type { PlanNames } from "./plan-names.ts";
import type { TableRules } from "./table-rules.ts";

/** Triggers fire in the order of the bytes of their names. The second one is U+FFEE, above letters of all alphabets in use. */
const LAST = ["~~", "\uffee"];

/**
 * Names by which the sync trigger fires after all triggers of the user's, and where there are such, another one before them.
 * @throws DomainError `unsupported` where a trigger of the user's would still fire later.
 */
export function triggerNames(table: OperationTable, names: PlanNames): Pick<TableRules, "exit" | "entry"> {
  const others = table.triggers.filter(mayChangeRows);
  const last = LAST.map((prefix) => `${prefix}sluice_${names.tag}`).find((name) =>
    others.every((it) => isBefore(it.name, name)),
  );
  if (last === undefined) {
    const late = others.map((it) => it.name).join(", ");
    throw new DomainError(
      "unsupported",
      `A trigger of ${table.ref.name} (${late}) fires after every name that dual writes could have, and could change the row behind them. Rename it to begin with a letter.`,
    );
  }
  return {
    exit: { name: last, functionName: names.function("sync") },
    entry: others.length === 0 ? null : { name: `!sluice_${names.tag}`, functionName: names.function("entry") },
  };
}

const mayChangeRows = (it: OperationTrigger): boolean => it.beforeRow && !it.internal && it.enabled !== "disabled";

const isBefore = (one: string, other: string): boolean => Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;
