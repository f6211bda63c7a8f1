import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { ObjectKind, SchemaChange } from "#core/analysis/schema-change.ts";
import {
  NO_NAME,
  nameOfParts,
  placeOf,
  placeOfName,
  type ReadContext,
  strings,
  writtenName,
} from "./postgres-read-context.ts";
import { listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const OBJECTS: Readonly<Record<string, ObjectKind>> = {
  OBJECT_TABLE: "table",
  OBJECT_INDEX: "index",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized-view",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_FOREIGN_TABLE: "foreign-table",
  OBJECT_COLUMN: "column",
  OBJECT_TABCONSTRAINT: "constraint",
  OBJECT_TRIGGER: "trigger",
  OBJECT_RULE: "rule",
  OBJECT_POLICY: "policy",
  OBJECT_DOMAIN: "domain",
  OBJECT_TYPE: "type",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "function",
  OBJECT_ROUTINE: "function",
  OBJECT_AGGREGATE: "function",
  OBJECT_SCHEMA: "schema",
  OBJECT_DATABASE: "database",
  OBJECT_EXTENSION: "extension",
  OBJECT_PUBLICATION: "publication",
  OBJECT_SUBSCRIPTION: "subscription",
  OBJECT_STATISTIC_EXT: "statistics",
  OBJECT_COLLATION: "collation",
  OBJECT_ROLE: "role",
};
export const objectKind = (body: Node, key: string): ObjectKind => OBJECTS[textOf(body, key) ?? ""] ?? "other";

/** An object of a DROP or COMMENT: a list of words, one word, a type or a function with arguments. */
function partsOfObject(object: unknown): readonly string[] {
  const single = stringOf(object);
  if (single !== null) return [single];
  const list = nodeOf(object, "List");
  if (list) return listOf(list, "items").flatMap((it) => stringOf(it) ?? strings(nodeOf(it, "TypeName"), "names"));
  const type = nodeOf(object, "TypeName");
  return type ? strings(type, "names") : strings(nodeOf(object, "ObjectWithArgs"), "objname");
}

const AFTER_TABLE: Readonly<Record<string, "drop-trigger" | "drop-policy" | "drop-rule">> = {
  trigger: "drop-trigger",
  policy: "drop-policy",
  rule: "drop-rule",
};

export function readDrop(context: ReadContext, body: Node): readonly SchemaChange[] {
  const object = objectKind(body, "removeType");
  const parts = listOf(body, "objects").map(partsOfObject);
  const names = parts.flatMap((it) => nameOfParts(it) ?? []);
  const place = placeOfName(context, names[0]?.name ?? "");
  const how = { place, ifExists: body.missing_ok === true, cascade: textOf(body, "behavior") === "DROP_CASCADE" };
  const attached = AFTER_TABLE[object];
  if (attached)
    return parts.map((it) => ({
      ...how,
      kind: attached,
      table: nameOfParts(it.slice(0, -1)) ?? NO_NAME,
      only: false,
      name: it.at(-1) ?? "",
    }));
  if (object === "table" || object === "foreign-table") return [{ ...how, kind: "drop-table", tables: names }];
  if (object === "index")
    return [{ ...how, kind: "drop-index", indexes: names, concurrently: body.concurrent === true }];
  return [{ ...how, kind: "drop-object", object, names }];
}

export function readRename(context: ReadContext, body: Node): SchemaChange {
  const object = objectKind(body, "renameType");
  const relation = nodeOf(body, "relation");
  const table = writtenName(relation);
  const to = textOf(body, "newname") ?? "";
  const part = textOf(body, "subname") ?? "";
  const at = {
    place: placeOf(context, relation),
    table: table ?? NO_NAME,
    only: relation?.inh !== true,
    ifExists: body.missing_ok === true,
  };
  const isOfTable =
    objectKind(body, "relationType") === "table" || objectKind(body, "relationType") === "foreign-table";
  if (object === "table" && table) return { ...at, kind: "rename-table", to };
  if (object === "column" && table && isOfTable) return { ...at, kind: "rename-column", column: part, to };
  if (object === "constraint" && table) return { ...at, kind: "rename-constraint", name: part, to };
  return {
    kind: "rename-object",
    place: at.place,
    object,
    ...renamed(body, object, table),
    table,
    to,
    cascade: isCascade(body),
  };
}

const isCascade = (body: Node): boolean => textOf(body, "behavior") === "DROP_CASCADE";

/** What is renamed: itself, or a part of the relation. */
function renamed(body: Node, object: ObjectKind, table: WrittenName | null): { readonly name: WrittenName } {
  const part = textOf(body, "subname");
  const own = nameOfParts(partsOfObject(body.object)) ?? (part === null ? null : { name: part });
  const isPart = object === "column" || AFTER_TABLE[object] !== undefined;
  return { name: (isPart ? own : (table ?? own)) ?? NO_NAME };
}

export const readSetSchema = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "set-schema",
  place: placeOf(context, nodeOf(body, "relation")),
  object: objectKind(body, "objectType"),
  name: writtenName(nodeOf(body, "relation")) ?? nameOfParts(partsOfObject(body.object)) ?? NO_NAME,
  schema: textOf(body, "newschema") ?? "",
});

export const readOwner = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "change-owner",
  place: placeOf(context, nodeOf(body, "relation")),
  object: objectKind(body, "objectType"),
  name: writtenName(nodeOf(body, "relation")) ?? nameOfParts(partsOfObject(body.object)) ?? NO_NAME,
  owner: textOf(nodeOf(body, "newowner"), "rolename") ?? "",
});

const PARTS = new Set<ObjectKind>(["column", "constraint", "trigger", "rule", "policy"]);

export function readComment(context: ReadContext, body: Node): SchemaChange {
  const object = objectKind(body, "objtype");
  const parts = partsOfObject(body.object);
  const isPart = PARTS.has(object);
  return {
    kind: "comment",
    place: placeOfName(context, parts.at(-1) ?? ""),
    object,
    name: (isPart ? nameOfParts(parts.slice(-1)) : nameOfParts(parts)) ?? NO_NAME,
    table: isPart ? nameOfParts(parts.slice(0, -1)) : null,
    removes: textOf(body, "comment") === null,
  };
}

export function readGrant(context: ReadContext, body: Node, of: "objects" | "default-privileges"): SchemaChange {
  const objects = listOf(body, "objects");
  const isInSchema = textOf(body, "targtype") === "ACL_TARGET_ALL_IN_SCHEMA";
  const named = objects.flatMap((it): readonly WrittenName[] => {
    const name = writtenName(nodeOf(it, "RangeVar")) ?? nameOfParts(partsOfObject(it));
    return name ? [name] : [];
  });
  const [first] = wrappedIn(body, "objects", "RangeVar");
  return {
    kind: body.is_grant === true ? "grant" : "revoke",
    place: placeOf(context, first ?? null),
    object: isInSchema ? "schema" : objectKind(body, "objtype"),
    names: named,
    privileges: wrappedIn(body, "privileges", "AccessPriv").flatMap((it) => textOf(it, "priv_name") ?? []),
    toPublic: wrappedIn(body, "grantees", "RoleSpec").some((it) => it.roletype === "ROLESPEC_PUBLIC"),
    withGrantOption: body.grant_option === true,
    of,
  };
}

export const readGrantRole = (context: ReadContext, body: Node): SchemaChange => ({
  kind: body.is_grant === true ? "grant" : "revoke",
  place: placeOf(context, null),
  object: "role",
  names: [],
  privileges: wrappedIn(body, "granted_roles", "AccessPriv").flatMap((it) => textOf(it, "priv_name") ?? []),
  toPublic: false,
  withGrantOption: false,
  of: "roles",
});
