import type { SyncColumns, SyncSpec, SyncWriter } from "../sync-writer.ts";
import { foldName, inParentheses, quoteName, quoteTableName } from "./sqlite-names.ts";
import { isName, tokensOf } from "./sqlite-tokens.ts";

type Rule = Readonly<Record<string, string>>;

const triggerNames = (tag: string) => ({
  insert: `sluice_${tag}_insert`,
  to: `sluice_${tag}_to`,
  back: `sluice_${tag}_back`,
});

const any = (terms: readonly string[]): string => (terms.length === 0 ? "0" : `(${terms.join(" OR ")})`);
const all = (terms: readonly string[]): string => (terms.length === 0 ? "1" : `(${terms.join(" AND ")})`);

/** COLLATE BINARY: a column's own collation would call 'a' and 'A' equal and leave the row as it is. */
const agrees = (rule: Rule): string =>
  all(
    Object.entries(rule).map(
      ([column, expression]) => `${quoteName(column)} IS (${inParentheses(expression)} COLLATE BINARY)`,
    ),
  );

const assign = (rule: Rule): string =>
  Object.entries(rule)
    .map(([column, expression]) => `${quoteName(column)} = ${inParentheses(expression)}`)
    .join(", ");

/** Columns of the table that an expression names. */
function sourcesOf(rule: Rule, { columns }: SyncColumns): string[] {
  const named = new Set(
    Object.values(rule).flatMap((expression) =>
      tokensOf(expression)
        .filter(isName)
        .map((token) => foldName(token.name)),
    ),
  );
  return columns.map((column) => column.name).filter((name) => named.has(foldName(name)));
}

const isSame = (column: string): string => `NEW.${quoteName(column)} IS OLD.${quoteName(column)} COLLATE BINARY`;
const isOther = (column: string): string => `NEW.${quoteName(column)} IS NOT OLD.${quoteName(column)} COLLATE BINARY`;

/** By key, or by rowid, which every table without a key has. Other columns may have been changed by a user's trigger. */
const sameRow = ({ primaryKey }: SyncColumns): string =>
  primaryKey.length === 0
    ? "_rowid_ = NEW._rowid_"
    : all(primaryKey.map((name) => `${quoteName(name)} IS NEW.${quoteName(name)}`));

/**
 * Fires when a source of `rule` changed and no target did: an application that writes both knows what it does. The row
 * is left alone where one direction agrees already. That keeps a backfill, the other trigger's write and a lossy way
 * back from rewriting what somebody wrote.
 */
function onUpdate(name: string, spec: SyncSpec, columns: SyncColumns, rule: Rule, other: Rule): string {
  const table = quoteTableName({ name: spec.table.name });
  const sources = sourcesOf(rule, columns);
  const targets = Object.keys(rule);
  const agreed = Object.keys(other).length > 0 ? `AND NOT ${agrees(other)}` : "";
  return `CREATE TRIGGER ${quoteName(name)} AFTER UPDATE OF ${sources.map(quoteName).join(", ")} ON ${table} FOR EACH ROW
WHEN ${any(sources.map(isOther))} AND ${all(targets.map(isSame))}
BEGIN
  UPDATE ${table} SET ${assign(rule)}
  WHERE ${sameRow(columns)} AND NOT ${agrees(rule)} ${agreed};
END`;
}

const isDefault = (name: string, { columns }: SyncColumns): string => {
  const found = columns.find((column) => foldName(column.name) === foldName(name));
  return `NEW.${quoteName(name)} IS (${found?.default ?? "NULL"})`;
};

/** An INSERT has no old row: who left the new columns at their default writes the old ones. */
function onInsert(name: string, spec: SyncSpec, columns: SyncColumns): string {
  const table = quoteTableName({ name: spec.table.name });
  const newIsLeft = all(Object.keys(spec.to).map((column) => isDefault(column, columns)));
  const oldIsLeft = all(Object.keys(spec.back).map((column) => isDefault(column, columns)));
  const back =
    Object.keys(spec.back).length === 0
      ? ""
      : `  UPDATE ${table} SET ${assign(spec.back)}
  WHERE NOT ${newIsLeft} AND ${oldIsLeft} AND ${sameRow(columns)} AND NOT ${agrees(spec.to)};\n`;
  return `CREATE TRIGGER ${quoteName(name)} AFTER INSERT ON ${table} FOR EACH ROW
BEGIN
${back}  UPDATE ${table} SET ${assign(spec.to)}
  WHERE ${newIsLeft} AND ${sameRow(columns)} AND NOT ${agrees(spec.to)};
END`;
}

function install(spec: SyncSpec, columns: SyncColumns): readonly string[] {
  const names = triggerNames(spec.tag);
  const triggers = [onInsert(names.insert, spec, columns)];
  if (sourcesOf(spec.to, columns).length > 0) triggers.push(onUpdate(names.to, spec, columns, spec.to, spec.back));
  if (sourcesOf(spec.back, columns).length > 0) triggers.push(onUpdate(names.back, spec, columns, spec.back, spec.to));
  return triggers;
}

function problems(spec: SyncSpec): readonly string[] {
  const found: string[] = [];
  const to = new Set(Object.keys(spec.to).map(foldName));
  for (const column of Object.keys(spec.back)) {
    if (to.has(foldName(column)))
      found.push(`Column ${column} is written in both directions: name it in "to" or in "back".`);
  }
  for (const [column, expression] of [...Object.entries(spec.to), ...Object.entries(spec.back)]) {
    const names = tokensOf(expression).filter(isName);
    if (names.some((token) => foldName(token.name) === foldName(column))) {
      found.push(`Column ${column} is computed from itself: every write would change it again.`);
    }
    if (names.some((token) => ["random", "randomblob", "current_timestamp"].includes(foldName(token.name)))) {
      found.push(`The expression of ${column} gives another value each time: the two columns could never agree.`);
    }
  }
  return found;
}

/** Dual writes by AFTER triggers: SQLite's triggers cannot change NEW, so they write the row once more. */
export const sqliteSync: SyncWriter = {
  install,
  remove: ({ tag }) => Object.values(triggerNames(tag)).map((name) => `DROP TRIGGER IF EXISTS ${quoteName(name)}`),
  problems,
};
