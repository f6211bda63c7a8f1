import { changeTable, createTable, dropTable, newName, tableIn } from "./apply-table.ts";
import type { ModelDraft } from "./model-draft.ts";
import { isSame, viewsOver } from "./related-tables.ts";
import { renameRelation } from "./rename-relation.ts";
import { resolveName, type WrittenName } from "./resolve-name.ts";
import type { ChangeOf, SchemaChange } from "./schema-change.ts";
import type { ObjectName, TableModel } from "./schema-model.ts";

/** Objects beside the columns and constraints of a table. `false` where the change is none of them. */
export function applyObject(draft: ModelDraft, change: SchemaChange): boolean {
  return (
    applyRelation(draft, change) || applyAttached(draft, change) || applyType(draft, change) || applyRest(draft, change)
  );
}

function applyRelation(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-table":
      createTable(draft, change);
      return true;
    case "drop-table":
      for (const written of change.tables) dropTableAndViews(draft, resolveName(draft.model, written), change.cascade);
      return true;
    case "drop-index":
      for (const written of change.indexes) dropIndex(draft, resolveName(draft.model, written));
      return true;
    case "create-view":
      createView(draft, change);
      return true;
    case "create-sequence":
    case "alter-sequence": {
      const name = newName(draft, change.sequence);
      const ownedBy = change.ownedBy && { ...change.ownedBy, table: resolveName(draft.model, change.ownedBy.table) };
      const old = draft.get("sequences", name);
      draft.set("sequences", name, {
        name,
        ownedBy: ownedBy ?? old?.ownedBy ?? null,
        bornHere: old?.bornHere ?? draft.bornHere,
      });
      return true;
    }
    case "drop-object":
      dropObject(draft, change);
      return true;
    default:
      return applyName(draft, change);
  }
}

function dropTableAndViews(draft: ModelDraft, name: ObjectName, cascade: boolean): void {
  if (cascade) for (const view of viewsOver(draft.model, name)) draft.delete("views", view.name);
  dropTable(draft, name);
}

function dropIndex(draft: ModelDraft, name: ObjectName): void {
  for (const index of draft.all("indexes"))
    if (index.parent && isSame(index.parent, name)) dropIndex(draft, index.name);
  draft.delete("indexes", name);
}

function createView(draft: ModelDraft, { view, materialized, query }: ChangeOf<"create-view">): void {
  const name = newName(draft, view);
  const known = query.columns.flatMap(({ table, column }) =>
    table === null ? [] : [{ table: resolveName(draft.model, table), column }],
  );
  const isTold = !query.selectsStar && known.length === query.columns.length;
  draft.set("views", name, {
    name,
    materialized,
    sources: query.sources.map((it) => resolveName(draft.model, it)),
    columns: isTold ? known : null,
    bornHere: draft.bornHere,
  });
}

const MAPS = {
  view: "views",
  "materialized-view": "views",
  sequence: "sequences",
  domain: "domains",
  function: "functions",
  statistics: "statistics",
  publication: "publications",
} as const;

function dropObject(draft: ModelDraft, { object, names }: ChangeOf<"drop-object">): void {
  for (const written of names) {
    if (object === "schema") dropSchema(draft, written.name);
    if (object === "publication") draft.delete("publications", { schema: "", name: written.name });
    if (object === "type")
      for (const map of ["enums", "composites", "domains"] as const) draft.delete(map, typeName(draft, written));
    const map = Object.hasOwn(MAPS, object) ? MAPS[object as keyof typeof MAPS] : null;
    if (map) draft.delete(map, map === "domains" ? typeName(draft, written) : resolveIn(draft, map, written));
  }
}

function dropSchema(draft: ModelDraft, schema: string): void {
  draft.change({ schemas: new Set([...draft.model.schemas].filter((it) => it !== schema)) });
  for (const { name } of draft.all("tables")) if (name.schema === schema) dropTable(draft, name);
  for (const { name } of draft.all("views")) if (name.schema === schema) draft.delete("views", name);
}

/** A name in one map: what the path finds there, else the first schema of the path. */
function resolveIn(
  draft: ModelDraft,
  map: "views" | "sequences" | "functions" | "statistics" | "domains" | "publications" | "enums" | "composites",
  written: WrittenName,
): ObjectName {
  if (written.schema !== undefined) return { schema: written.schema, name: written.name };
  const schema = draft.model.searchPath.find((it) => draft.get(map, { schema: it, name: written.name }) !== undefined);
  return { schema: schema ?? draft.model.searchPath[0] ?? "public", name: written.name };
}

function typeName(draft: ModelDraft, written: WrittenName): ObjectName {
  const found = (["enums", "composites", "domains"] as const)
    .map((map) => [map, resolveIn(draft, map, written)] as const)
    .find(([map, name]) => draft.get(map, name) !== undefined);
  return found?.[1] ?? resolveIn(draft, "enums", written);
}

function applyName(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "rename-table": {
      const from = tableIn(draft, change.table)?.name ?? resolveName(draft.model, change.table);
      renameRelation(draft, from, { schema: from.schema, name: change.to });
      return true;
    }
    case "rename-column":
      renameColumn(draft, change);
      return true;
    case "rename-constraint":
      renameConstraint(draft, change);
      return true;
    case "rename-object": {
      const from = resolveName(draft.model, change.name);
      if (/view|index|sequence/.test(change.object))
        renameRelation(draft, from, { schema: from.schema, name: change.to });
      return true;
    }
    case "set-schema": {
      const from = resolveName(draft.model, change.name);
      renameRelation(draft, from, { schema: change.schema, name: from.name });
      return true;
    }
    default:
      return false;
  }
}

function renameColumn(draft: ModelDraft, { table, column, to }: ChangeOf<"rename-column">): void {
  const now = (name: string) => (name === column ? to : name);
  const on = resolveName(draft.model, table);
  const renamed = (it: TableModel) => ({
    columns: it.columns.map((own) => ({ ...own, name: now(own.name) })),
    constraints: it.constraints.map((own) => ({ ...own, columns: own.columns.map(now), proves: own.proves.map(now) })),
  });
  const found = tableIn(draft, table);
  if (found) changeTable(draft, found.name, renamed(found));
  for (const index of draft.all("indexes")) {
    if (!isSame(index.table, on)) continue;
    const keys = index.keys.map((it) => it && now(it));
    draft.set("indexes", index.name, {
      ...index,
      keys,
      include: index.include.map(now),
      expressionColumns: index.expressionColumns.map(now),
    });
  }
}

function renameConstraint(draft: ModelDraft, { table, name, to }: ChangeOf<"rename-constraint">): void {
  const found = tableIn(draft, table);
  const constraint = found?.constraints.find((it) => it.name === name);
  if (!found || !constraint) return;
  const constraints = found.constraints.map((it) => (it === constraint ? { ...it, name: to } : it));
  changeTable(draft, found.name, { constraints });
  if (constraint.index) renameRelation(draft, constraint.index, { schema: constraint.index.schema, name: to });
}

function applyAttached(draft: ModelDraft, change: SchemaChange): boolean {
  if (!("table" in change) || change.table === null) return false;
  const table = tableIn(draft, change.table);
  const name = "name" in change && typeof change.name === "string" ? change.name : "";
  const without = <T extends { readonly name: string }>(list: readonly T[]) => list.filter((it) => it.name !== name);
  switch (change.kind) {
    case "create-trigger": {
      const made = { name, function: change.function && resolveIn(draft, "functions", change.function), enabled: true };
      if (table) changeTable(draft, table.name, { triggers: [...without(table.triggers), made] });
      return true;
    }
    case "drop-trigger":
      if (table) changeTable(draft, table.name, { triggers: without(table.triggers) });
      return true;
    case "create-policy": {
      const made = { name, command: change.command, permissive: change.permissive };
      if (table) changeTable(draft, table.name, { policies: [...without(table.policies), made] });
      return true;
    }
    case "drop-policy":
      if (table) changeTable(draft, table.name, { policies: without(table.policies) });
      return true;
    case "create-rule":
      if (table) changeTable(draft, table.name, { rules: [...table.rules.filter((it) => it !== name), name] });
      return true;
    case "drop-rule":
      if (table) changeTable(draft, table.name, { rules: table.rules.filter((it) => it !== name) });
      return true;
    default:
      return false;
  }
}

function applyType(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-domain": {
      const name = newName(draft, change.domain);
      const checks = change.checks.map((it) => ({ name: it.name ?? `${name.name}_check`, validated: true }));
      draft.set("domains", name, { name, base: change.base.text, notNull: change.notNull, checks });
      return true;
    }
    case "alter-domain":
      alterDomain(draft, change);
      return true;
    case "create-enum": {
      const name = newName(draft, change.type);
      draft.set("enums", name, { name, values: change.values, added: draft.bornHere ? change.values : [] });
      return true;
    }
    case "alter-enum":
      alterEnum(draft, change);
      return true;
    case "create-composite": {
      const name = newName(draft, change.type);
      const attributes = change.attributes.map((it) => ({ name: it.name, type: it.type.text }));
      draft.set("composites", name, { name, attributes });
      return true;
    }
    default:
      return false;
  }
}

function alterEnum(draft: ModelDraft, change: ChangeOf<"alter-enum">): void {
  const found = draft.get("enums", typeName(draft, change.type));
  if (!found) return;
  const values =
    change.action === "rename-value"
      ? found.values.map((it) => (it === change.oldValue ? change.value : it))
      : [...found.values, change.value];
  const added = change.action === "add-value" && draft.bornHere ? [...found.added, change.value] : found.added;
  draft.set("enums", found.name, { ...found, values, added });
}

function alterDomain(draft: ModelDraft, { domain, action, constraint, name }: ChangeOf<"alter-domain">): void {
  const found = draft.get("domains", resolveIn(draft, "domains", domain));
  if (!found) return;
  const checks = found.checks.filter((it) => action !== "drop-constraint" || it.name !== name);
  const added =
    action === "add-constraint" && constraint?.kind === "check"
      ? [{ name: constraint.name ?? `${found.name.name}_check`, validated: !constraint.notValid }]
      : [];
  const validated = checks.map((it) =>
    action === "validate-constraint" && it.name === name ? { ...it, validated: true } : it,
  );
  const isNotNull = action === "set-not-null" || (constraint?.kind === "not-null" && action === "add-constraint");
  const notNull = isNotNull || (found.notNull && action !== "drop-not-null");
  draft.set("domains", found.name, { ...found, notNull, checks: [...validated, ...added] });
}

function applyRest(draft: ModelDraft, change: SchemaChange): boolean {
  switch (change.kind) {
    case "create-function": {
      const name = newName(draft, change.function);
      const { arguments: count, volatility, language, inlined } = change;
      const others = (draft.get("functions", name) ?? []).filter((it) => it.arguments !== count);
      draft.set("functions", name, [...others, { name, arguments: count, volatility, language, inlined }]);
      return true;
    }
    case "create-statistics":
      for (const table of change.tables) {
        const name = newName(draft, change.name ?? { name: `${table.name}_stat` });
        draft.set("statistics", name, { name, table: resolveName(draft.model, table) });
      }
      return true;
    case "create-schema":
      draft.change({ schemas: new Set([...draft.model.schemas, change.schema]) });
      return true;
    case "create-extension":
      draft.change({ extensions: new Set([...draft.model.extensions, change.extension]) });
      return true;
    case "publication":
      publish(draft, change);
      return true;
    case "set":
      applySet(draft, change);
      return true;
    default:
      return false;
  }
}

function publish(draft: ModelDraft, { publication, action, allTables, tables }: ChangeOf<"publication">): void {
  const key = { schema: "", name: publication };
  const old = draft.get("publications", key);
  const named = tables.map((it) => resolveName(draft.model, it));
  const before = action === "create" || action === "set" ? [] : (old?.tables ?? []);
  const kept = action === "drop" ? before.filter((it) => !named.some((name) => isSame(it, name))) : before;
  draft.set("publications", key, {
    name: publication,
    allTables: allTables || (old?.allTables ?? false),
    tables: action === "drop" ? kept : [...kept, ...named],
  });
}

function applySet(draft: ModelDraft, { name, value }: ChangeOf<"set">): void {
  if (name === "timezone") draft.change({ timeZone: value });
  if (name === "search_path" && value !== null)
    draft.change({
      searchPath: value
        .split(",")
        .map((it) => it.trim().replaceAll('"', ""))
        .filter((it) => it !== "" && it !== "$user"),
    });
}
