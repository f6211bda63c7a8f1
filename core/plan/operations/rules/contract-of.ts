import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationColumn } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { objectName } from "../sql/object-name.ts";
import { acceptedOnce } from "./accepted-once.ts";
import { CONTRACT_STAGES, type ColumnTwin, type ContractStage, type ContractStatement } from "./column-twin.ts";
import { type OldProof, standbyAway } from "./old-proofs.ts";
import type { SyncObjects } from "./sync-objects.ts";
import { hasOld, type PlacedNew, type PlacedOld, type TableRules } from "./table-rules.ts";

/** A proof that a new column has no NULL, made before contract. */
export interface NotNullProof {
  readonly column: PlacedNew;
  readonly constraint: string;
}
interface Contracting {
  readonly table: TableRules;
  readonly sync: SyncObjects;
  readonly proofs: readonly NotNullProof[];
  readonly twins: readonly ColumnTwin[];
  readonly oldProofs: readonly OldProof[];
}

/** All statements of a table's contract transaction, in no order yet. */
export function contractOf(contracting: Contracting, context: OperationContext): readonly ContractStatement[] {
  const { table, sync, twins } = contracting;
  const { sql } = context;
  const on = sql.table(table.table.ref);
  const lock = `LOCK TABLE ${on} IN ACCESS EXCLUSIVE MODE`;
  const goes = table.soak === null;
  return [
    { stage: "lock", sql: lock, mirror: lock },
    ...pairs("detach", goes ? [...sync.turn] : [], goes ? sync.turnBack : []),
    ...contracting.oldProofs.map((it) => standbyAway(on, it, sql)),
    ...twins.flatMap((it) => it.contract),
    ...table.rules.flatMap((rule) => rule.old).flatMap((old) => oldAway(old, contracting, context)),
    ...table.rules.flatMap((rule) => rule.new).flatMap((column) => newIn(column, contracting, context)),
    ...table.rules.flatMap(({ rule }) => rule.contract ?? []),
    // By now every column has the name that the turned function writes.
    ...pairs("settings", goes ? [] : sync.turn, goes ? [] : sync.turnBack),
  ];
}

/** Statements that are taken back together. */
function pairs(stage: ContractStage, does: readonly string[], undoes: readonly string[]): readonly ContractStatement[] {
  if (does.length === 0) return [];
  return [{ stage, sql: does.join(";\n"), mirror: undoes.join(";\n") }];
}

function oldAway(
  { column, place, default: value }: PlacedOld,
  { table: { table, soak }, oldProofs }: Contracting,
  { sql }: OperationContext,
): readonly ContractStatement[] {
  const isProved = oldProofs.some((it) => it.old.column.name === column.name);
  const alter = `ALTER TABLE ${sql.table(table.ref)}`;
  const stage = "old-away";
  if (soak === null) return [{ stage, sql: `${alter} DROP COLUMN ${sql.name(column.name)}`, mirror: null }];
  const facts = table.columns.find((it) => it.name === column.name);
  const own = `${alter} ALTER COLUMN ${sql.name(column.name)}`;
  return [
    ...(facts?.notNull && facts.identity === null
      ? [{ stage, sql: `${own} DROP NOT NULL`, mirror: isProved ? null : setNotNull(facts, alter, sql) } as const]
      : []),
    ...(value !== null && facts?.generated === null
      ? [{ stage, sql: `${own} DROP DEFAULT`, mirror: `${own} SET DEFAULT ${value}` } as const]
      : []),
    {
      stage,
      sql: `${alter} RENAME COLUMN ${sql.name(place.now)} TO ${sql.name(place.after)}`,
      mirror: `${alter} RENAME COLUMN ${sql.name(place.after)} TO ${sql.name(place.now)}`,
    },
  ];
}

/** PostgreSQL 18 keeps NOT NULL as a constraint with a name. */
function setNotNull(
  { name, notNullName }: { readonly name: string; readonly notNullName: string | null },
  alter: string,
  sql: OperationContext["sql"],
): string {
  return notNullName === null
    ? `${alter} ALTER COLUMN ${sql.name(name)} SET NOT NULL`
    : `${alter} ADD CONSTRAINT ${sql.name(notNullName)} NOT NULL ${sql.name(name)}`;
}

function newIn(
  { column, place }: PlacedNew,
  { table, proofs }: Contracting,
  { sql, version }: OperationContext,
): readonly ContractStatement[] {
  const alter = `ALTER TABLE ${sql.table(table.table.ref)}`;
  const own = `${alter} ALTER COLUMN ${sql.name(place.after)}`;
  const proof = proofs.find((it) => it.column.place.now === place.now);
  const stage = "new-in";
  const taken = table.table.columns.find((it) => it.name === column.takesOver);
  const named = version >= NAMED_NOT_NULL && taken ? notNullNameOf(taken, column.name, table.table.ref.name) : null;
  return [
    ...(place.now === place.after
      ? []
      : [
          {
            stage,
            sql: `${alter} RENAME COLUMN ${sql.name(place.now)} TO ${sql.name(place.after)}`,
            mirror: `${alter} RENAME COLUMN ${sql.name(place.after)} TO ${sql.name(place.now)}`,
          } as const,
        ]),
    ...(proof
      ? [
          {
            stage,
            sql: setNotNull({ name: place.after, notNullName: named }, alter, sql),
            mirror: `${own} DROP NOT NULL`,
          } as const,
          {
            stage,
            // Apart from SET NOT NULL: in one statement the proof would be gone when it is needed.
            sql: `${alter} DROP CONSTRAINT ${sql.name(proof.constraint)}`,
            mirror: `${alter} ADD CONSTRAINT ${sql.name(proof.constraint)} CHECK (${sql.name(place.after)} IS NOT NULL) NOT VALID`,
          } as const,
        ]
      : []),
    ...(column.default === null
      ? []
      : [{ stage, sql: `${own} SET DEFAULT ${column.default}`, mirror: `${own} DROP DEFAULT` } as const]),
  ];
}

/** A name that the server gave follows the column's. */
function notNullNameOf(
  { name, notNullName }: Pick<OperationColumn, "name" | "notNullName">,
  to: string,
  table: string,
): string | null {
  const isGiven = notNullName !== null && notNullName === objectName(table, [name], LABEL);
  return isGiven ? objectName(table, [to], LABEL) : notNullName;
}
const LABEL = "not_null";
const NAMED_NOT_NULL = 180_000;

export interface ContractTitle {
  readonly name: string;
  readonly from: string;
  /** Old columns go at once. */
  readonly isFinal: boolean;
  /** The trigger and its flags go at once. */
  readonly dropsFlags: boolean;
}

const isRename = ({ stage, sql }: ContractStatement): boolean =>
  stage !== "views-away" && /^ALTER TABLE .* RENAME COLUMN /.test(sql);
const FLAGS = {
  rule: "undo-loses-data",
  reason: "Only Sluice's own flags are dropped here; the undo makes them anew, with every row in step.",
};
const RENAMES = {
  rule: "rename-column",
  reason: "Both forms were there side by side until the gate, at which the release that uses the old one was gone.",
};

/** The one step of contract: in the order of the stages, and its mirror as undo. */
export function contractStep(
  statements: readonly ContractStatement[],
  { name, from, isFinal, dropsFlags }: ContractTitle,
): SqlStep {
  const forward = CONTRACT_STAGES.flatMap((stage) => statements.filter((it) => it.stage === stage));
  // Views first here too: clients lock them before tables.
  const backward = CONTRACT_STAGES.filter((it): it is ContractStage => it !== "lock")
    .toSpliced(-1, 0, "lock")
    .toReversed();
  const mirrors = backward.flatMap((stage) =>
    statements
      .filter((it) => it.stage === stage)
      .toReversed()
      .flatMap((it) => it.mirror ?? []),
  );
  const ignore = acceptedOnce([
    ...(forward.some(isRename) ? [RENAMES] : []),
    ...(dropsFlags ? [FLAGS] : []),
    ...forward.flatMap((it) => it.ignore ?? []),
  ]);
  return {
    sql: forward.map((it) => it.sql).join(";\n"),
    ...(ignore.length > 0 ? { ignore } : {}),
    undo: isFinal ? "none" : mirrors.join(";\n"),
    name,
    from,
  };
}

/** What goes at the end of the soak: from here on there is no way back. */
export function lastDrops(
  { table, sync, twins }: Pick<Contracting, "table" | "sync" | "twins">,
  { sql }: OperationContext,
): readonly string[] {
  const { dropTurned } = sync;
  if (!hasOld(table) || table.soak === null) return [];
  const on = sql.table(table.table.ref);
  const gone = [
    ...table.rules.flatMap((rule) => rule.old.map(({ place }) => place.after)),
    table.done,
    ...(table.origin === null ? [] : [table.origin]),
  ];
  return [
    ...twins.flatMap((it) => it.last),
    ...dropTurned.triggers,
    `ALTER TABLE ${on} ${gone.map((column) => `DROP COLUMN ${sql.name(column)}`).join(", ")}`,
    ...dropTurned.functions,
    ...table.rules.flatMap(({ rule }) => rule.last ?? []),
  ];
}
