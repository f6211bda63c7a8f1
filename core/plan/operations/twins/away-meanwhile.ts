import type { OperationConstraint } from "../facts/table-facts.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { twinPolicies } from "./twin-policies.ts";
import { twinPublications } from "./twin-publications.ts";
import { twinTriggerFunctions } from "./twin-trigger-functions.ts";
import { twinTriggers } from "./twin-triggers.ts";
import { twinViews } from "./twin-views.ts";
import { at, commentOn, type Twinning } from "./twinning.ts";

export interface Away {
  readonly away: readonly ContractStatement[];
  /** CHECKs that were proved, and must be proved again. */
  readonly checks: readonly string[];
  /** Tables to lock, referenced ones first. */
  readonly locks: readonly string[];
}

/**
 * What would keep a column from ALTER TYPE, or make it read all rows: away before it and back after it, in one transaction.
 * @throws DomainError `unsupported` for what is bound to a view that would have to go.
 */
export async function awayMeanwhile(twinning: Twinning, column: string): Promise<Away> {
  const parts = [
    ...(await twinViews(twinning)),
    ...(await twinPolicies(twinning)),
    ...(await twinTriggers(twinning)),
    twinTriggerFunctions(twinning),
    ...(await twinPublications(twinning)),
  ];
  const checks = twinning.table.constraints.filter(({ kind, columns }) => kind === "check" && columns.includes(column));
  return {
    away: [...parts.flatMap((it) => it.contract ?? []), ...checks.flatMap((it) => checkAway(it, twinning))],
    checks: checks.filter(({ validated, enforced }) => validated && enforced).map(({ name }) => name),
    locks: locksOf(twinning, column),
  };
}

/** The same words again: that they hold for the rows is proved afterwards, while everybody works. */
function checkAway(check: OperationConstraint, { on, context: { sql } }: Twinning): readonly ContractStatement[] {
  const name = sql.name(check.name);
  const form = check.enforced ? " NOT VALID" : " NOT ENFORCED";
  const add = [
    `ALTER TABLE ${on} ADD CONSTRAINT ${name} CHECK (${check.expression ?? "true"})${check.noInherit ? " NO INHERIT" : ""}${form}`,
    ...commentOn(`CONSTRAINT ${name} ON ${on}`, check.comment, sql).map((it) => it.sql),
  ].join(";\n");
  const drop = `ALTER TABLE ${on} DROP CONSTRAINT ${name}`;
  return [at("detach", drop, add), at("attach", add, drop)];
}

/** ALTER TYPE makes foreign keys of the column again, and so locks the tables at their other ends. */
function locksOf({ table, on, context: { sql } }: Twinning, column: string): readonly string[] {
  const outgoing = table.constraints.filter(({ kind, columns }) => kind === "foreign-key" && columns.includes(column));
  const incoming = table.incoming.filter(({ references }) => references?.columns.includes(column));
  const policies = table.policiesElsewhere.filter(({ columns }) => columns.includes(column));
  return [
    ...new Set([
      ...outgoing.flatMap(({ references }) => (references ? [sql.table(references.table)] : [])),
      on,
      ...[...incoming, ...policies].map((it) => sql.table(it.table)),
    ]),
  ];
}
