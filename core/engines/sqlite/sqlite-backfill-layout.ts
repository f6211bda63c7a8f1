import { createHash } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, BackfillLayout, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import { NO_KEY } from "../key-text.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { chooseKey, keyOf, orderByKey, rangeOf, renderedKey } from "./sqlite-key.ts";
import { foldName, inParentheses, quoteName, quoteTableName } from "./sqlite-names.ts";
import { isName, type SqliteToken, tokensOf } from "./sqlite-tokens.ts";

/** Rows whose new values are not there yet. COLLATE BINARY: NOCASE would call a change of case none. */
export function differs(spec: BackfillSpec): string {
  const terms = Object.entries(spec.set).map(
    ([column, sql]) => `t.${quoteName(column)} IS NOT (${inParentheses(sql)} COLLATE BINARY)`,
  );
  const filter = spec.where === null ? "" : `${inParentheses(spec.where)} AND `;
  return `${filter}(${terms.join(" OR ")})`;
}

export function updateSql(spec: BackfillSpec, range: string): string {
  const assignments = Object.entries(spec.set).map(([column, sql]) => `${quoteName(column)} = ${inParentheses(sql)}`);
  return `UPDATE ${quoteTableName(spec.table)} AS t SET ${assignments.join(", ")} WHERE ${range} AND ${differs(spec)}`;
}

const VOLATILE = [
  "random",
  "randomblob",
  "changes",
  "total_changes",
  "last_insert_rowid",
  "current_timestamp",
  "current_date",
  "current_time",
];
const TIMES = ["date", "time", "datetime", "julianday", "unixepoch", "strftime"];

function volatileWord(tokens: readonly SqliteToken[]): string | null {
  for (const [at, token] of tokens.entries()) {
    const name = foldName(token.name);
    const isCall = isName(token) && tokens[at + 1]?.text === "(";
    if (token.kind === "word" && VOLATILE.includes(name) && (isCall || name.startsWith("current_"))) return token.text;
    if (isCall && TIMES.includes(name) && tokens[at + 2]?.text === ")") return token.text;
    if (token.kind === "string" && /^'now'$/i.test(token.text)) return token.text;
  }
  return null;
}

/** A statement must give the same values each time: else neither a repeated batch nor the verification could settle. */
function refuseVolatile(spec: BackfillSpec): void {
  for (const sql of [...Object.values(spec.set), ...(spec.where === null ? [] : [spec.where])]) {
    const word = volatileWord(tokensOf(sql));
    if (word) {
      throw new DomainError(
        "invalid-plan",
        `${word} gives another value each time, so a backfill cannot use it: write the value itself.`,
      );
    }
  }
}

/**
 * VACUUM gives the rows of a table without a key other rowids: one can be met twice, or not be found again. What it
 * leaves out the verification finds.
 */
function refuseAddress(spec: BackfillSpec): void {
  const table = quoteTableName(spec.table);
  if (spec.keepOldValues) {
    throw new DomainError(
      "invalid-plan",
      `${table} has no key, and VACUUM can renumber its rows: old values could be put back to other rows. Add a UNIQUE index over NOT NULL columns in an expand step, or choose another undo than keep-old-values.`,
    );
  }
  const written = new Set(Object.keys(spec.set).map(foldName));
  for (const [column, sql] of Object.entries(spec.set)) {
    const read = tokensOf(sql).find((token) => isName(token) && written.has(foldName(token.name)));
    if (!read) continue;
    throw new DomainError(
      "invalid-plan",
      `${table} has no key, and VACUUM can renumber its rows: a row can be met twice. The expression of ${column} reads ${read.name}, which the backfill writes, so the second time would change it again. Add a UNIQUE index over NOT NULL columns in an expand step, or write into a new column.`,
    );
  }
}

/** SQLite prepares the statement and shows its plan; a plan that walks the whole table for each batch is refused. */
async function checkPlan(connection: Connection, spec: BackfillSpec, key: BackfillKey): Promise<void> {
  const bound = JSON.stringify(key.columns.map(() => "0"));
  const range = rangeOf(key, bound, bound);
  let details: string[];
  try {
    const { rows } = await connection.query(`EXPLAIN QUERY PLAN ${updateSql(spec, range.sql)}`, range.params);
    details = rows.map((row) => String(row.detail));
  } catch (error) {
    const { message } = sqliteErrors.describe(error);
    throw new DomainError("invalid-plan", `SQLite refuses the backfill of ${quoteTableName(spec.table)}: ${message}`, {
      cause: error,
    });
  }
  if (!details.some((detail) => /^SEARCH t USING/.test(detail))) {
    throw new DomainError("invalid-plan", `SQLite would read the whole table for each batch: ${details.join("; ")}`);
  }
}

/** What must stay as it is while the backfill runs, as data: kept in the target, so that a difference can be named. */
export interface BackfillBasis {
  readonly set: Readonly<Record<string, string>>;
  readonly where: string | null;
  readonly table: string;
  readonly key: BackfillKey;
  readonly columns: Readonly<Record<string, string>>;
}

export async function basisOf(connection: Connection, spec: BackfillSpec, key: BackfillKey): Promise<BackfillBasis> {
  const { rows } = await connection.query("SELECT * FROM pragma_table_xinfo(?) ORDER BY cid", [spec.table.name]);
  const columns = rows.map((row) => [
    String(row.name),
    [row.type, row.notnull, row.dflt_value, row.pk, row.hidden].map((it) => String(it)).join(" "),
  ]);
  return { set: spec.set, where: spec.where, table: spec.table.name, key, columns: Object.fromEntries(columns) };
}

/** The same text for the same content: what passed through a store may have its names in another order. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export const hashOf = (basis: BackfillBasis): string => createHash("sha256").update(canonicalText(basis)).digest("hex");

async function countRows(connection: Connection, spec: BackfillSpec): Promise<number> {
  const { rows } = await connection.query(`SELECT count(*) AS n FROM ${quoteTableName(spec.table)}`);
  return Number(rows[0]?.n ?? 0);
}

/** Chooses the key and freezes the upper bound: SQLite has one writer, and so one shard. */
export async function layOut(
  connection: Connection,
  spec: BackfillSpec,
  _options: { readonly shards: number },
): Promise<BackfillLayout> {
  const layout = await layOutUnplanned(connection, spec);
  await checkPlan(connection, spec, layout.key);
  return layout;
}

/** The layout of a statement that cannot be prepared yet, because columns of it are still to be added. */
export async function layOutUnplanned(connection: Connection, spec: BackfillSpec): Promise<BackfillLayout> {
  if (Object.keys(spec.set).length === 0) throw new DomainError("invalid-plan", "The backfill sets no column.");
  if (spec.quiet) {
    throw new DomainError(
      "invalid-plan",
      `SQLite cannot keep the triggers of ${quoteTableName(spec.table)} quiet. No row was changed. Take \`triggers: quiet\` out of the backfill.`,
    );
  }
  refuseVolatile(spec);
  const key = await chooseKey(connection, spec.table, Object.keys(spec.set));
  if (key.kind === "address") refuseAddress(spec);
  const { rows } = await connection.query(
    `SELECT ${renderedKey(key)} FROM ${quoteTableName(spec.table)} AS t ORDER BY ${orderByKey(key, "DESC")} LIMIT 1`,
  );
  const [last] = rows;
  const rowEstimate = await countRows(connection, spec);
  return {
    key,
    rowEstimate,
    shards: [{ shardNo: 0, lo: NO_KEY, hi: last ? keyOf(key, last) : NO_KEY, rowEstimate }],
    planHash: hashOf(await basisOf(connection, spec, key)),
  };
}
