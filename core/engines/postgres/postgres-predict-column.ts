import { modelKey } from "#core/analysis/model-key.ts";
import { indexesOf, isSame, referencesTo, viewsOver } from "#core/analysis/related-tables.ts";
import { resolveName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf } from "#core/analysis/schema-change.ts";
import type { IndexModel, ObjectName, Volatility } from "#core/analysis/schema-model.ts";
import { type AlterStatement, gate } from "./postgres-alter-statement.ts";
import type { Effects } from "./postgres-effects.ts";
import { functionVolatility } from "./postgres-function-volatility.ts";
import { checkForeignKey } from "./postgres-predict-foreign-key.ts";
import { domainOf, isConstrained, isKnownType, isUtc, typeChange } from "./postgres-type-change.ts";

const AEL = "ACCESS EXCLUSIVE";

export function addColumn(effects: Effects, change: ChangeOf<"add-column">, { name, mode }: AlterStatement): void {
  const { column } = change;
  const family = effects.family(name, change.only);
  for (const it of family) effects.lock(it, mode);
  if (change.only && effects.family(name).length > 1)
    effects.refuse("42P16", "A column must be added to the children too");
  if (change.ifNotExists && effects.table(name)?.columns.some((it) => it.name === column.name)) return;
  gate(effects, column.generated?.kind === "virtual", 18, "VIRTUAL columns came with PostgreSQL 18");
  const why = rewriteReason(effects, change, name);
  for (const it of family) {
    if (why !== null) effects.rewrite(it, why);
    else for (const reason of scanReasons(change)) effects.scan(it, reason);
    for (const { kind } of column.constraints)
      if (kind === "unique" || kind === "primary-key") effects.build(it, "Builds the index of the new column's key");
  }
  for (const written of column.default?.sequences ?? []) {
    const sequence = resolveName(effects.model, written);
    if (effects.has(sequence)) effects.lock(sequence, "ROW EXCLUSIVE", "The default takes numbers from it");
  }
  for (const constraint of column.constraints) {
    if (constraint.kind !== "foreign-key") continue;
    const isChecked = constraint.enforced && (column.default !== null || why !== null);
    checkForeignKey(effects, {
      table: name,
      references: constraint.references?.table ?? null,
      isChecked,
      mode: "SHARE ROW EXCLUSIVE",
    });
  }
}

/** Why each row is written anew, or `null`. */
function rewriteReason(effects: Effects, { column }: ChangeOf<"add-column">, table: ObjectName): string | null {
  const { model } = effects;
  if (column.type?.isSerial || column.identity) return "Each row gets a number of the sequence";
  if (column.generated?.kind === "stored") return "The value is stored in each row";
  const domain = column.type && domainOf(model, column.type.text);
  if (domain && isConstrained(domain)) return "The domain has a constraint, so each row is checked and written";
  if (column.type && !isKnownType(model, column.type)) {
    effects.depend("catalog", table, `Rewrites the table if ${column.type.text} is a domain with a constraint`);
  }
  const kind = column.default && volatilityIn(effects, column.default);
  if (kind === "volatile") return "The default differs from row to row";
  if (kind !== "unknown") return null;
  const calls = column.default?.calls.map((it) => `${it.name}()`).join(", ") ?? "";
  effects.depend("volatility", table, `Rewrites the table only if ${calls} is VOLATILE`);
  return "The default's function may be VOLATILE";
}

/** The volatility of a value, with what the model knows of the functions that it calls. */
function volatilityIn(
  effects: Effects,
  { kind, calls }: NonNullable<ChangeOf<"add-column">["column"]["default"]>,
): Volatility {
  if (kind !== "unknown") return kind;
  const kinds = calls.map((call): Volatility => {
    const schemas = call.schema === undefined ? effects.model.searchPath : [call.schema];
    const found = schemas.flatMap((schema) => effects.model.functions.get(modelKey({ schema, name: call.name })) ?? []);
    const fitting = found.filter((it) => it.arguments === call.arguments);
    const [only] = fitting.length > 0 ? fitting : found;
    if (!only) return functionVolatility(call.name, call.schema);
    if (only.volatility !== "volatile") return "stable";
    return only.inlined ?? "volatile";
  });
  if (kinds.includes("volatile")) return "volatile";
  return kinds.includes("unknown") ? "unknown" : "stable";
}

function scanReasons({ column }: ChangeOf<"add-column">): readonly string[] {
  const isVirtual = column.generated?.kind === "virtual";
  const isChecked = column.constraints.some(({ kind, enforced }) => kind === "check" && enforced);
  const isBare = column.notNull && column.default === null;
  const isKey = column.constraints.some(({ kind }) => kind === "primary-key") && column.default === null;
  return [
    ...(isChecked ? ["Reads all rows to prove the CHECK"] : []),
    ...(isBare || isKey
      ? [isVirtual ? "Computes every row to prove NOT NULL" : "Fails if there is a row: NOT NULL without a default"]
      : []),
  ];
}

const usesColumn = ({ keys, include, expressionColumns }: IndexModel, column: string): boolean =>
  keys.includes(column) || include.includes(column) || expressionColumns.includes(column);

export function dropColumn(effects: Effects, change: ChangeOf<"drop-column">, { name, mode }: AlterStatement): void {
  for (const it of effects.family(name, change.only)) {
    effects.lock(it, mode);
    for (const index of indexesOf(effects.model, it))
      if (usesColumn(index, change.column)) effects.lock(index.name, AEL, `Goes with the column ${change.column}`);
    for (const { references, columns } of effects.table(it)?.constraints ?? [])
      if (references && columns.includes(change.column))
        effects.lock(references.table, AEL, `A foreign key of ${it.name} that goes points to it`);
    for (const { name: sequence, ownedBy } of effects.model.sequences.values())
      if (ownedBy && isSame(ownedBy.table, it) && ownedBy.column === change.column)
        effects.lock(sequence, AEL, "Goes with its column");
  }
  dropReferencesTo(effects, change, name);
  dropViews(effects, change, name);
  if (!effects.isKnown(name))
    effects.depend(
      "catalog",
      null,
      `If a foreign key on ${change.column} goes, the table it points to is locked as well`,
    );
}

function dropReferencesTo(effects: Effects, { column, cascade }: ChangeOf<"drop-column">, name: ObjectName): void {
  for (const { table, constraint } of referencesTo(effects.model, name)) {
    if (!constraint.references?.columns.includes(column) || isSame(table.name, name)) continue;
    if (cascade) effects.lock(table.name, AEL, `Its foreign key to ${name.name} goes`);
    else effects.refuse("2BP01", `A foreign key of ${table.name.name} needs the column; drop it first`);
  }
}

function dropViews(effects: Effects, { column, cascade }: ChangeOf<"drop-column">, name: ObjectName): void {
  for (const view of viewsOfColumn(effects, name, column)) {
    if (cascade) {
      effects.lock(view, AEL, "CASCADE drops it");
      for (const index of indexesOf(effects.model, view)) effects.lock(index.name, AEL, "CASCADE drops it");
    } else effects.refuse("2BP01", `The view ${view.name} needs the column; drop it first`);
  }
}

/** Views that read a column; with one of which the columns are not known, it is said. */
function viewsOfColumn(effects: Effects, name: ObjectName, column: string): readonly ObjectName[] {
  return viewsOver(effects.model, name).flatMap((view) => {
    if (view.columns === null) {
      effects.depend("catalog", name, `Refused if the view ${view.name.name} reads ${column}`);
      return [];
    }
    return view.columns.some((it) => isSame(it.table, name) && it.column === column) ? [view.name] : [];
  });
}

export function alterType(effects: Effects, change: ChangeOf<"alter-type">, statement: AlterStatement): void {
  const { name, mode } = statement;
  for (const view of viewsOfColumn(effects, name, change.column))
    effects.refuse("0A000", `The view ${view.name} reads the column; drop it first and make it again afterwards`);
  const uses = new RegExp(`\\b${change.column.replaceAll(/[^\w]/g, ".")}\\b`);
  const generated = effects.table(name)?.columns.find((it) => it.generated && uses.test(it.generated.text));
  if (generated) effects.refuse("0A000", `The generated column ${generated.name} is computed from it`);
  for (const it of effects.family(name, change.only)) {
    effects.lock(it, mode);
    alterTypeOf(effects, change, it);
  }
}

function alterTypeOf(effects: Effects, change: ChangeOf<"alter-type">, table: ObjectName): void {
  const verdict = verdictOf(effects, change, table);
  const indexes = indexesOf(effects.model, table).filter((it) => usesColumn(it, change.column));
  for (const index of indexes) effects.lock(index.name, AEL, `Has the column ${change.column}`);
  const isRewrite = verdict === "rewrite";
  if (isRewrite) effects.rewrite(table, `The values of ${change.column} change their form`);
  else {
    const rebuilt = indexes.filter((it) => verdict === "index" || it.expressionColumns.includes(change.column));
    if (rebuilt.length > 0) effects.build(table, `Builds ${rebuilt.map((it) => it.name.name).join(", ")} anew`);
    for (const { kind, columns, validated } of effects.table(table)?.constraints ?? [])
      if (kind === "check" && validated && columns.includes(change.column))
        effects.scan(table, "Checks all rows against a CHECK that names the column");
    if (!effects.isKnown(table))
      effects.depend(
        "catalog",
        table,
        `Reads all rows if a CHECK names ${change.column}, and builds indexes anew whose expression or WHERE names it`,
      );
  }
  retypeForeignKeys(effects, change.column, table, isRewrite);
}

function verdictOf(
  effects: Effects,
  { column, type, collation, using }: ChangeOf<"alter-type">,
  table: ObjectName,
): "none" | "index" | "rewrite" {
  if (using?.computes) return "rewrite";
  const old = effects.table(table)?.columns.find((it) => it.name === column);
  const verdict = typeChange(effects.model, old?.type ?? "", type);
  if (verdict === "unknown") {
    effects.depend("catalog", table, `No rewrite if ${column} already is of a type that is stored as ${type.text} is`);
    return "rewrite";
  }
  if (verdict === "zone") {
    const { timeZone } = effects.model;
    if (timeZone === null) effects.depend("time-zone", table, "No rewrite if the session's TimeZone is UTC");
    return timeZone !== null && isUtc(timeZone) ? "none" : "rewrite";
  }
  const isCollated = old !== undefined && (old.collation ?? "default") !== (collation ?? "default");
  return verdict === "none" && isCollated ? "index" : verdict;
}

/** Foreign keys of the column are dropped and made again. */
function retypeForeignKeys(effects: Effects, column: string, table: ObjectName, isRewrite: boolean): void {
  for (const { table: from, constraint } of referencesTo(effects.model, table)) {
    if (!constraint.references?.columns.includes(column) || isSame(from.name, table)) continue;
    effects.lock(from.name, AEL, `Its foreign key points to ${table.name}.${column}`);
    if (!isRewrite) continue;
    effects.scan(from.name, "Its foreign key is checked again");
    effects.planned(from.name, "ACCESS SHARE");
    // The check reads the rewritten table too, once more.
    effects.scanAgain(table);
  }
  for (const { references, columns } of effects.table(table)?.constraints ?? []) {
    if (!references || !columns.includes(column)) continue;
    effects.lock(references.table, AEL, `The foreign key of ${table.name}.${column} is made again`);
    if (isRewrite) checkForeignKey(effects, { table, references: references.table, isChecked: true, mode: AEL });
  }
}
