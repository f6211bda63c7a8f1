import { DomainError } from "#core/domain/domain-error.ts";
import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { Expansion, OperationContext } from "../operation.ts";
import { acceptedOnce } from "../rules/accepted-once.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import type { TypeChange } from "../rules/type-change-of.ts";
import { swapStep } from "../sql/swap-step.ts";
import { affectedViews } from "./affected-views.ts";
import { awayMeanwhile } from "./away-meanwhile.ts";
import { twinTriggerFunctions } from "./twin-trigger-functions.ts";
import { at, type Twinning, title } from "./twinning.ts";

/**
 * The type changed in the column itself, where no row and no index is touched by it (reference: postgres.md, 1.3). What makes
 * PostgreSQL refuse ALTER TYPE, and CHECKs, for which it would read all rows, go and come back in the same transaction. `null`: values
 * or indexes would be written anew, or something stands on the column that cannot go.
 */
export async function typeInPlace(
  change: TypeChange,
  from: string,
  context: OperationContext,
): Promise<Expansion | null> {
  const inPlace = { change, from, context, twinning: twinningOf(change, from, context) };
  if ((await isHeld(inPlace)) || !(await isFree(change, context))) return null;
  const back = { ...change, type: change.column.type, collation: change.column.collation };
  const isFreeBack = await isFree(back, context, typeText(change));
  const notes = [...notesOf(change, isFreeBack), ...(twinTriggerFunctions(inPlace.twinning).notes ?? [])];
  return { steps: { expand: await stepsOf(inPlace) }, stepsFirst: true, notes };
}

function notesOf({ table, column }: TypeChange, isFreeBack: boolean): readonly string[] {
  const what = `change-type ${table.ref.name}.${column.name}`;
  const publications = table.publications.map(({ name }) => name).join(", ");
  return [
    ...(isFreeBack
      ? []
      : [
          `${what}: to go back to ${column.type} the table is read or rewritten under a lock, and fails where a value no longer fits.`,
        ]),
    ...(publications === ""
      ? []
      : [`${what}: ${publications} sends it. Give subscribers a type that takes its values first.`]),
  ];
}

interface InPlace {
  readonly change: TypeChange;
  readonly from: string;
  readonly context: OperationContext;
  readonly twinning: Twinning;
}

async function isFree(change: TypeChange, { catalog }: OperationContext, after?: string): Promise<boolean> {
  const { table, column, type, collation } = change;
  try {
    const tried = { column: column.name, type, collation, withoutChecks: true };
    return await catalog.isFreeTypeChange(table, after === undefined ? tried : { ...tried, after });
  } catch (error) {
    // A cast that must be written out, such as of text to a number: the expressions are tried with it.
    if (error instanceof DomainError) return false;
    throw error;
  }
}

const typeText = ({ type, collation }: Pick<TypeChange, "type" | "collation">): string =>
  collation === null ? type : `${type} COLLATE ${collation}`;

/** The column takes its own place: nothing that hangs on it gets another name. */
function twinningOf({ table, column }: TypeChange, from: string, context: OperationContext): Twinning {
  return {
    table,
    rules: [],
    spare: { new: {}, old: {}, next: (kind) => `_slc_${context.tag}_${kind}` },
    soak: null,
    releases: [],
    context: {
      ...context,
      sql: { ...context.sql, renameInQuery: async (query) => query, renameColumns: async (expression) => expression },
    },
    from,
    on: context.sql.table(table.ref),
    taken: [],
    now: {},
    after: {},
    away: {},
    touches: (columns) => (columns.includes(column.name) ? "taken" : "none"),
    follows: () => "same",
  };
}

const isTied = ({ constraints, incoming }: OperationTable, name: string): boolean =>
  constraints.some(({ kind, columns }) => kind === "foreign-key" && columns.includes(name)) ||
  incoming.some(({ references }) => references?.columns.includes(name));

/**
 * Values are equal in both types by the same operator: then PostgreSQL believes a foreign key that it makes again. By another one,
 * as between timestamp and timestamptz, it reads both tables under the lock.
 */
const comparesAlike = (one: string, other: string): boolean => comparison(one) === comparison(other);
const comparison = (type: string): string => type.replaceAll(/\(.*?\)/g, "").replace(/^character varying$/, "text");

/** By what cannot go and come back at once, or would be written anew: then a second column takes its place, or is refused. */
async function isHeld({ change: { table, column, type }, twinning, context }: InPlace): Promise<boolean> {
  const affected = affectedViews(twinning);
  if (affected.some(({ kind, reads }) => kind === "materialized-view" || reads === null)) return true;
  if (isTied(table, column.name) && !comparesAlike(column.type, type)) return true;
  if (table.others.some((it) => it.column === null || it.column === column.name)) return true;
  if (table.functions.some(({ columns }) => columns.includes(column.name))) return true;
  for (const { generated } of table.columns) {
    if (generated && (await context.sql.columnsOf(generated.expression)).includes(column.name)) return true;
  }
  // What a partition has of its own is not looked for: PostgreSQL would find it only when the change runs.
  const isWhole = table.kind === "table" && table.inheritors.length === 0;
  if (isWhole) return false;
  const parts = [table, ...(await partitionsOf(table, context.catalog))];
  return parts.some((it) => hangsOn(it, column.name));
}

const hangsOn = (
  { views, others, policies, triggers, constraints, publications, inheritors }: OperationTable,
  name: string,
): boolean =>
  inheritors.length > 0 ||
  views.some(({ reads }) => reads === null || reads.includes(name)) ||
  others.some(({ column }) => column === null || column === name) ||
  policies.some(({ columns }) => columns.includes(name)) ||
  triggers.some(({ columns }) => columns.includes(name)) ||
  constraints.some(({ kind, columns }) => kind === "check" && columns.includes(name)) ||
  publications.some(({ columns, where }) => columns?.includes(name) || where !== null);

const OUT_OF_PHASE = {
  rule: "out-of-phase",
  reason: "Tried on an empty copy: values keep their form, so no row is touched and both releases read them.",
};

/** The review cannot see that the comparison of the key stays the same. */
const REFERENCED = {
  rule: "type-change-referenced-key",
  reason: "Values compare as before, so PostgreSQL takes the foreign keys over and reads no row for them.",
};

async function stepsOf({ change, twinning, context, from }: InPlace): Promise<readonly SqlStep[]> {
  const { column } = change;
  const { on, table } = twinning;
  const { away, checks, locks } = await awayMeanwhile(twinning, column.name);
  const swap = [...away, alterType(change, twinning)];
  const name = title(`Change the type of ${column.name}: no row is touched`);
  const isReferenced = table.incoming.some(({ references }) => references?.columns.includes(column.name));
  const ignore = acceptedOnce([
    OUT_OF_PHASE,
    ...(isReferenced ? [REFERENCED] : []),
    ...away.flatMap((it) => it.ignore ?? []),
  ]);
  const isAlone = away.length === 0 && locks.length === 1;
  const [only] = swap;
  const step: SqlStep =
    isAlone && only
      ? { sql: only.sql, undo: only.mirror ?? "none", name, ignore }
      : swapStep(name, { before: locks, after: locks }, swap, ignore);
  const proofs = checks.map((it) => ({ it, sql: `ALTER TABLE ${on} VALIDATE CONSTRAINT ${context.sql.name(it)}` }));
  const analyze = `ANALYZE ${on}`;
  return [
    // Of these the undo is what is wanted: it comes after that of the change, which forgets proofs and statistics as well.
    ...proofs.map((proof) => ({
      sql: proof.sql,
      undo: proof.sql,
      name: title(`Prepare the way back of ${proof.it}: it is proved already`),
      from,
    })),
    { sql: analyze, undo: analyze, name: title(`Gather statistics of ${table.ref.name}, also on the way back`), from },
    step,
    ...proofs.map((proof) => ({
      sql: proof.sql,
      undo: "keep",
      name: title(`Prove ${proof.it} for the rows that are there`),
      from,
    })),
    { sql: analyze, undo: "keep", name: title(`Gather statistics of ${table.ref.name} anew`), from },
  ];
}

/** PostgreSQL forgets how a column is stored and compressed when its type changes, and how far its extended statistics go. */
function alterType(
  { table, column, type, collation }: TypeChange,
  { on, context: { sql } }: Twinning,
): ContractStatement {
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(column.name)}`;
  const kept = [
    ...(column.storage === null ? [] : [`${alter} SET STORAGE ${column.storage}`]),
    ...(column.compression === null ? [] : [`${alter} SET COMPRESSION ${column.compression}`]),
    ...table.statistics
      .filter(({ columns, target }) => target !== null && columns.includes(column.name))
      .map(({ ref, target }) => `ALTER STATISTICS ${sql.table(ref)} SET STATISTICS ${target}`),
  ];
  const to = (text: string) => [`${alter} TYPE ${text}`, ...kept].join(";\n");
  return at("new-in", to(typeText({ type, collation })), to(typeText(column)));
}
