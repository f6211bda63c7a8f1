import type { OperationTable } from "../facts/table-facts.ts";
import type { ColumnRule, NewColumn, OldColumn, SpareNames } from "./column-rule.ts";

/** A column by the names that it has before contract and after. */
export interface Place {
  readonly now: string;
  readonly after: string;
  readonly type: string;
}
/** A column that goes into an expression, under the name that it has there. */
export interface Input extends Place {
  readonly parameter: string;
}
/** One computed column: its function takes the inputs in order. */
export interface Mapping {
  readonly target: Place;
  readonly expression: string;
  /** Unquoted, in schema `sluice`. */
  readonly functionName: string;
  readonly inputs: readonly Input[];
}
export interface PlacedOld {
  readonly column: OldColumn;
  readonly place: Place;
  /** Of the table: `null` where it has none. */
  readonly default: string | null;
}
export interface PlacedNew {
  readonly column: NewColumn;
  readonly place: Place;
}
export interface PlacedRule {
  readonly rule: ColumnRule;
  readonly old: readonly PlacedOld[];
  readonly new: readonly PlacedNew[];
  readonly ups: readonly Mapping[];
  /** Only of old columns whose value can be told. */
  readonly downs: readonly Mapping[];
  /** Columns of `ups` beside the old ones: their change can change what follows from them. */
  readonly aside: readonly Place[];
  /** An `up` that answers differently each time: nothing is compared with it. */
  readonly volatile: boolean;
}

/** All rules of one table, with the names of what they make. */
export interface TableRules {
  readonly table: OperationTable;
  readonly rules: readonly PlacedRule[];
  readonly spare: SpareNames;
  /** Columns: synced already, and, with versioned access, who wrote. */
  readonly done: string;
  readonly origin: string | null;
  /** The last trigger to fire, with its function. */
  readonly exit: SyncTrigger;
  /** The first to fire, where triggers of the user's stand between; `null`: there are none. */
  readonly entry: SyncTrigger | null;
  /** How long old columns stay after contract; `null`: there are none, or they go at once. */
  readonly soak: string | null;
}
export interface SyncTrigger {
  readonly name: string;
  readonly functionName: string;
}

export const hasOld = ({ rules }: Pick<TableRules, "rules">): boolean => rules.some((it) => it.old.length > 0);

/** The operations that a table's rules come from, for the steps. */
export function originOf({ rules }: Pick<TableRules, "rules">): string {
  const labels = [...new Set(rules.map((it) => it.rule.from))].join(", ");
  return labels.length > MOST ? `${labels.slice(0, MOST - 1)}…` : labels;
}
const MOST = 300;
