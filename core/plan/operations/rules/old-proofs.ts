import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationContext } from "../operation.ts";
import type { PlanNames } from "./plan-names.ts";
import type { PlacedOld, TableRules } from "./table-rules.ts";
import { toldRows } from "./told-rows.ts";

/** How an old column gets its NOT NULL back after contract, without a scan that keeps everybody out. */
export interface OldProof {
  readonly old: PlacedOld;
  readonly constraint: string;
  /** PostgreSQL 18 keeps NOT NULL as a constraint with a name. */
  readonly notNullName: string | null;
}

/**
 * During the soak an old column may hold NULL. Rolled back, contract leaves a CHECK that is not validated; the undo of
 * `analyzeUndo` validates it while everybody works, and the undo of `standby` makes NOT NULL of it, which then reads nothing.
 */
export const oldProofs = ({ table, rules, soak }: TableRules, names: PlanNames): readonly OldProof[] =>
  soak === null
    ? []
    : rules
        .flatMap((rule) => rule.old)
        .flatMap((old) => {
          const facts = table.columns.find((it) => it.name === old.column.name);
          if (!facts?.notNull || facts.identity !== null || identifies(table, facts.name)) return [];
          return [{ old, constraint: names.next("nn"), notNullName: facts.notNullName }];
        });

/** A primary key or replica identity comes back in the contract's own undo, and needs NOT NULL there. */
const identifies = ({ indexes }: TableRules["table"], column: string): boolean =>
  indexes.some((it) => (it.primary || it.replicaIdentity) && it.columns.includes(column));

const checkOf = (on: string, { old, constraint }: OldProof, sql: OperationContext["sql"]): string =>
  `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(constraint)} CHECK (${sql.name(old.place.now)} IS NOT NULL) NOT VALID`;
const dropOf = (on: string, { constraint }: OldProof, sql: OperationContext["sql"]): string =>
  `ALTER TABLE ${on} DROP CONSTRAINT ${sql.name(constraint)}`;

/** Says what the column's NOT NULL says already: it costs nothing, and its undo is what is wanted. */
export const standby = (on: string, proof: OldProof, from: string, sql: OperationContext["sql"]): SqlStep => {
  const column = sql.name(proof.old.place.now);
  const setNotNull =
    proof.notNullName === null
      ? `ALTER COLUMN ${column} SET NOT NULL`
      : `ADD CONSTRAINT ${sql.name(proof.notNullName)} NOT NULL ${column}`;
  return {
    sql: checkOf(on, proof, sql),
    undo: `ALTER TABLE ${on} ${setNotNull};\n${dropOf(on, proof, sql)}`,
    name: `Prepare the way back of NOT NULL of ${proof.old.place.now}`.slice(0, 120),
    from,
  };
};

export const analyzeUndo = (
  { table }: TableRules,
  proofs: readonly OldProof[],
  sql: OperationContext["sql"],
): string => {
  const on = sql.table(table.ref);
  const undos = proofs.map(({ constraint, old: { place } }) =>
    toldRows(
      {
        table,
        prove: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${sql.name(constraint)}`,
        error: "check_violation",
        rows: `${on} WHERE ${sql.name(place.now)} IS NULL`,
        told: (key) => [
          `Rows of ${table.ref.name} (${key}) whose old form has NULL in ${place.now}: `,
          ". The old release is at work. Change those rows, then roll back again.",
        ],
      },
      sql,
    ),
  );
  return undos.length === 0 ? "keep" : undos.join(";\n");
};

/** Of the contract transaction. */
export const standbyAway = (on: string, proof: OldProof, sql: OperationContext["sql"]) =>
  ({ stage: "detach", sql: dropOf(on, proof, sql), mirror: checkOf(on, proof, sql) }) as const;
