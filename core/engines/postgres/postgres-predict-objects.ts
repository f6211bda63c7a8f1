import { modelKey } from "#core/analysis/model-key.ts";
import { indexesOf, isSame, viewsOver } from "#core/analysis/related-tables.ts";
import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName, TableModel } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import { dropTable, dropView } from "./postgres-predict-table.ts";
import { domainOf } from "./postgres-type-change.ts";

const AEL = "ACCESS EXCLUSIVE";
const SUE = "SHARE UPDATE EXCLUSIVE";

/** DROP of what is neither a table nor an index. */
export function dropObjects(effects: Effects, change: ChangeOf<"drop-object">): void {
  for (const written of change.names) {
    if (/view/.test(change.object)) dropViews(effects, change, written);
    else if (change.object === "sequence") dropSequence(effects, change, written);
    else if (change.object === "schema") dropSchema(effects, change, written.name);
    else if (change.object === "statistics") dropStatistics(effects, written);
    else dropUsed(effects, change, written);
  }
}

function dropViews(effects: Effects, change: ChangeOf<"drop-object">, written: WrittenName): void {
  const name = effects.resolveToDrop(written, change);
  if (!name) return;
  dropView(effects, name);
  for (const view of viewsOver(effects.model, name)) {
    if (change.cascade) dropView(effects, view.name);
    else effects.refuse("2BP01", `The view ${view.name.name} reads it; drop that first`);
  }
}

function dropSequence(effects: Effects, change: ChangeOf<"drop-object">, written: WrittenName): void {
  const name = effects.resolveToDrop(written, change);
  if (!name) return;
  effects.lock(name, AEL);
  for (const table of effects.model.tables.values()) {
    const isUsed = table.columns.some(
      (it) => it.default && /nextval/i.test(it.default.text) && mentions(it.default.text, name.name),
    );
    if (!isUsed) continue;
    if (change.cascade) effects.lock(table.name, AEL, "A default that uses it goes");
    else effects.refuse("2BP01", `A default of ${table.name.name} uses it`);
  }
  if (change.cascade && !effects.model.complete)
    effects.depend("catalog", null, "CASCADE locks each table whose default uses it", { mode: AEL });
}

function dropSchema(effects: Effects, { cascade }: ChangeOf<"drop-object">, schema: string): void {
  const { tables, views } = effects.model;
  const inside = [...tables.values(), ...views.values()].map((it) => it.name).filter((it) => it.schema === schema);
  if (inside.length > 0 && !cascade) effects.refuse("2BP01", `The schema ${schema} is not empty`);
  for (const name of inside) {
    if (tables.has(modelKey(name))) dropTable(effects, name, inside, cascade);
    else dropView(effects, name);
  }
  if (cascade && !effects.model.complete)
    effects.depend("catalog", null, `CASCADE locks and drops every relation of ${schema}`, { mode: AEL });
}

function dropStatistics(effects: Effects, written: WrittenName): void {
  const schemas = written.schema === undefined ? effects.model.searchPath : [written.schema];
  const found = schemas.flatMap(
    (schema) => effects.model.statistics.get(modelKey({ schema, name: written.name })) ?? [],
  )[0];
  if (found) effects.lock(found.table, SUE, "Loses statistics");
  else if (!effects.model.complete)
    effects.depend("catalog", null, "Takes SHARE UPDATE EXCLUSIVE on the table of the statistics", { mode: SUE });
}

/** Types, domains and functions: by CASCADE the columns, defaults and triggers of them go. */
function dropUsed(effects: Effects, { object, cascade }: ChangeOf<"drop-object">, written: WrittenName): void {
  if (!/^(type|domain|function|extension|collation|other)$/.test(object)) return;
  for (const table of effects.model.tables.values()) {
    if (!usesObject(table, object, written.name)) continue;
    if (cascade) effects.lock(table.name, AEL, `What it has of ${written.name} goes`);
    else effects.refuse("2BP01", `${table.name.name} uses ${written.name}`);
  }
  if (cascade && !effects.model.complete)
    effects.depend("catalog", null, `CASCADE locks each table that uses ${written.name}`, { mode: AEL });
}

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(^|[^\\w$])${name.replaceAll(/[^\w]/g, ".")}([^\\w$]|$)`).test(text);

function usesObject(table: TableModel, object: string, name: string): boolean {
  if (object === "type" || object === "domain")
    return table.columns.some((it) => mentions(it.type, name)) || table.ofType?.name === name;
  if (object !== "function") return false;
  const texts = [
    ...table.columns.flatMap((it) => [it.default?.text, it.generated?.text]),
    ...table.constraints.map((it) => it.expression),
  ];
  return texts.some((it) => it && mentions(it, name)) || table.triggers.some((it) => it.function?.name === name);
}

export function renameObject(effects: Effects, { object, name: written, table }: ChangeOf<"rename-object">): void {
  if (/^(trigger|policy|rule)$/.test(object)) {
    const owner = table && effects.resolve(table);
    const isAlone = object !== "trigger" || !owner || effects.table(owner)?.kind !== "partitioned";
    for (const it of owner ? effects.family(owner, isAlone) : []) effects.lock(it, AEL);
    return;
  }
  if (!/^(view|materialized-view|sequence|index|foreign-table|column)$/.test(object)) return;
  const name = effects.resolve(table ?? written);
  if (name) effects.lock(name, object === "index" ? SUE : AEL);
}

export function comment(effects: Effects, { object, name: written, table }: ChangeOf<"comment">): void {
  if (
    !/^(table|column|view|materialized-view|index|sequence|foreign-table|constraint|trigger|rule|policy)$/.test(object)
  )
    return;
  const isPart = /^(constraint|trigger|rule|policy)$/.test(object);
  const name = effects.resolve(table ?? written);
  if (name) effects.lock(name, isPart ? "ACCESS SHARE" : SUE);
}

/** Every table with a column of the domain is read under SHARE. */
export function alterDomain(effects: Effects, { domain, action, constraint, name }: ChangeOf<"alter-domain">): void {
  const text = [domain.schema, domain.name].filter((it) => it !== undefined).join(".");
  const found = domainOf(effects.model, text);
  const isValid = found?.checks.find((it) => it.name === name)?.validated === true;
  const isScan =
    (action === "add-constraint" && constraint?.notValid !== true) ||
    action === "set-not-null" ||
    (action === "validate-constraint" && !isValid);
  if (!isScan) return;
  for (const table of effects.model.tables.values()) {
    const isUsed = table.columns.some((it) => found && domainOf(effects.model, it.type.replace(/\[\]$/, "")) === found);
    if (!isUsed) continue;
    effects.lock(table.name, "SHARE", `A column is of the domain ${domain.name}`);
    effects.scan(table.name, "Read in full to prove the domain's constraint");
  }
  if (!effects.model.complete)
    effects.depend("catalog", null, `Takes SHARE on every table with a column of ${domain.name}, each read in full`, {
      mode: "SHARE",
      scans: true,
    });
}

export function alterAttribute(effects: Effects, change: ChangeOf<"alter-attribute">): void {
  const name = effects.resolve(change.type);
  if (!name) return;
  effects.lock(name, AEL);
  for (const table of effects.model.tables.values()) {
    if (table.ofType && isSame(table.ofType, name) && change.cascade)
      effects.lock(table.name, AEL, `A typed table of ${name.name}`);
    const column = table.columns.find((it) => mentions(it.type, name.name));
    if (column && change.action === "alter-type")
      effects.refuse("0A000", `The column ${table.name.name}.${column.name} uses it`);
  }
  if (!effects.model.complete)
    effects.depend("catalog", null, "Refused if a column is of this type and an attribute's type changes");
}

export function alterSequence(effects: Effects, change: ChangeOf<"create-sequence" | "alter-sequence">): void {
  const name: ObjectName | null = change.kind === "alter-sequence" ? effects.resolve(change.sequence, change) : null;
  if (name) effects.lock(name, "SHARE ROW EXCLUSIVE");
  const table = change.ownedBy && effects.resolve(change.ownedBy.table);
  if (table) effects.lock(table, "ACCESS SHARE", "Becomes its owner");
}

export function publish(effects: Effects, change: ChangeOf<"publication">): void {
  const old =
    change.action === "set"
      ? effects.model.publications.get(modelKey({ schema: "", name: change.publication }))?.tables
      : [];
  const named = change.tables.flatMap((it) => effects.resolve(it) ?? []);
  for (const name of [...named, ...(old ?? [])]) effects.lock(name, SUE);
}

export function grant(effects: Effects, change: ChangeOf<"grant" | "revoke">): void {
  if (change.of !== "objects" || !/^(table|sequence|column)$/.test(change.object) || effects.version < 18) return;
  for (const written of change.names) {
    const name = effects.resolve(written);
    if (name) effects.lock(name, "ACCESS SHARE");
  }
}

/** Triggers, rules, policies and statistics. `false` where it is none. */
export function predictAttached(effects: Effects, change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-trigger":
    case "drop-trigger": {
      const name = effects.resolve(change.table, change);
      const mode = change.kind === "create-trigger" ? "SHARE ROW EXCLUSIVE" : AEL;
      for (const it of name ? effects.family(name, effects.table(name)?.kind !== "partitioned") : [])
        effects.lock(it, mode);
      return true;
    }
    case "create-rule":
    case "drop-rule":
    case "create-policy":
    case "alter-policy":
    case "drop-policy": {
      const name = effects.resolve(change.table, change);
      if (name) effects.lock(name, AEL);
      return true;
    }
    case "create-statistics":
      for (const name of change.tables.flatMap((it) => effects.resolve(it) ?? [])) effects.lock(name, SUE);
      return true;
    default:
      return false;
  }
}

export const refreshIndexes = (effects: Effects, name: ObjectName): boolean =>
  indexesOf(effects.model, name).some(({ unique, where }) => unique && where === null);
export const existing = (effects: Effects, written: WrittenName): ObjectName | null => {
  const name = resolveName(effects.model, written);
  return effects.has(name) ? name : null;
};
