import { copyOf, type WrittenRow } from "./table-shape.ts";

/** What one transaction of a writer did. */
export type Written =
  | { readonly kind: "insert"; readonly row: WrittenRow }
  | { readonly kind: "change"; readonly uid: number; readonly a: string }
  | { readonly kind: "touch"; readonly uid: number }
  | { readonly kind: "move"; readonly uid: number; readonly place: number }
  | { readonly kind: "delete"; readonly uid: number };

export type Table = Map<number, WrittenRow>;

/** Does to the table what the transaction did. */
export function apply(table: Table, written: Written): void {
  if (written.kind === "insert") return void table.set(written.row.uid, written.row);
  if (written.kind === "delete") return void table.delete(written.uid);
  const row = table.get(written.uid);
  if (!row) throw new Error(`the log changes row ${written.uid}, which it has deleted`);
  table.set(row.uid, changed(row, written));
}

function changed(row: WrittenRow, written: Exclude<Written, { kind: "insert" | "delete" }>): WrittenRow {
  if (written.kind === "change") return { ...row, a: written.a };
  if (written.kind === "touch") return { ...row, v: row.v + 1 };
  return { ...row, place: written.place, moves: row.moves + 1 };
}

/** A row as the database has it. */
export interface StoredRow {
  readonly uid: number;
  readonly key: readonly string[];
  readonly moves: number;
  readonly a: string;
  readonly v: number;
  readonly n: number;
  readonly b: string | null;
  readonly isPoison: boolean;
}

/** `lost`: a row or its effect is missing. `doubled`: an effect came twice. `wrong`: any other difference. */
export type Verdict = "lost" | "doubled" | "wrong";
export interface Difference {
  readonly uid: number;
  readonly verdict: Verdict;
  readonly what: string;
}

export interface Terms {
  readonly shape: "count" | "copy";
  /** A run that did not end may have left effects out; it must not have spoilt anything. */
  readonly hasEnded: boolean;
  keyOf(place: number): readonly (number | string)[];
}

/** Compares row by row with what the writers' log says, and with the effect that each row must have had once. */
export function compare(expected: Table, stored: readonly StoredRow[], terms: Terms): readonly Difference[] {
  const found: Difference[] = [];
  const seen = new Set<number>();
  for (const row of stored) {
    const wanted = expected.get(row.uid);
    seen.add(row.uid);
    const other = wanted ? differenceOf(row, wanted, terms) : "is there and should not be";
    if (other) found.push({ uid: row.uid, verdict: "wrong", what: other });
    const effect = terms.shape === "count" ? countVerdict(row) : copyVerdict(row);
    if (wanted && effect && (terms.hasEnded || effect !== "lost"))
      found.push({ uid: row.uid, verdict: effect, what: say(row) });
  }
  for (const uid of expected.keys()) if (!seen.has(uid)) found.push({ uid, verdict: "lost", what: "is not there" });
  return found;
}

function differenceOf(row: StoredRow, wanted: WrittenRow, { keyOf }: Terms): string | null {
  const isAsWritten =
    keyOf(wanted.place).map(String).join() === row.key.join() &&
    wanted.moves === row.moves &&
    wanted.a === row.a &&
    wanted.v === row.v &&
    wanted.isPoison === row.isPoison;
  return isAsWritten ? null : `${say(row)}, not ${JSON.stringify(wanted)}`;
}

const say = (row: StoredRow): string => JSON.stringify(row);

function countVerdict({ n, isPoison }: StoredRow): Verdict | null {
  if (isPoison) return n === 0 ? null : "wrong";
  if (n === 1) return null;
  if (n === 0) return "lost";
  return n > 1 ? "doubled" : "wrong";
}

function copyVerdict({ a, b, isPoison }: StoredRow): Verdict | null {
  if (isPoison) return b === null ? null : "wrong";
  if (b === copyOf(a)) return null;
  return b === null ? "lost" : "wrong";
}
