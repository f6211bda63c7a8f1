import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import { inlinedVolatility } from "./postgres-inlined-volatility.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { optionsOf } from "./postgres-read-options.ts";
import { readQuery } from "./postgres-read-query.ts";
import { argumentsOf } from "./postgres-read-types.ts";
import { listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

export const readCreateView = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "create-view",
  place: placeOf(context, nodeOf(body, "view")),
  view: writtenName(nodeOf(body, "view")) ?? NO_NAME,
  materialized: false,
  query: readQuery(body.query),
  withData: false,
  ifNotExists: false,
  orReplace: body.replace === true,
});

export function readCreateMaterializedView(context: ReadContext, body: Node): SchemaChange {
  const into = nodeOf(body, "into");
  return {
    kind: "create-view",
    place: placeOf(context, nodeOf(into, "rel")),
    view: writtenName(nodeOf(into, "rel")) ?? NO_NAME,
    materialized: true,
    query: readQuery(body.query),
    withData: into?.skipData !== true,
    ifNotExists: body.if_not_exists === true,
    orReplace: false,
  };
}

export const readRefresh = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "refresh-view",
  place: placeOf(context, nodeOf(body, "relation")),
  view: writtenName(nodeOf(body, "relation")) ?? NO_NAME,
  concurrently: body.concurrent === true,
  withData: body.skipData !== true,
});

/** OWNED BY t.c; OWNED BY NONE is one word and owns nothing. */
function ownedBy(body: Node): ChangeOf<"create-sequence">["ownedBy"] {
  const option = wrappedIn(body, "options", "DefElem").find((it) => it.defname === "owned_by");
  const parts = strings(nodeOf(nodeOf(option, "arg"), "List"), "items");
  const table = nameOfParts(parts.slice(0, -1));
  return table && { table, column: parts.at(-1) ?? "" };
}

export const readCreateSequence = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "create-sequence",
  place: placeOf(context, nodeOf(body, "sequence")),
  sequence: writtenName(nodeOf(body, "sequence")) ?? NO_NAME,
  ownedBy: ownedBy(body),
  ifNotExists: body.if_not_exists === true,
});

export const readAlterSequence = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "alter-sequence",
  place: placeOf(context, nodeOf(body, "sequence")),
  sequence: writtenName(nodeOf(body, "sequence")) ?? NO_NAME,
  ownedBy: ownedBy(body),
  ifExists: body.missing_ok === true,
});

export function readCreateFunction(context: ReadContext, body: Node): SchemaChange {
  const elements = wrappedIn(body, "options", "DefElem");
  const options = optionsOf(listOf(body, "options"));
  const sets = elements.filter((it) => it.defname === "set").map((it) => nodeOf(nodeOf(it, "arg"), "VariableSetStmt"));
  const code = elements.find((it) => it.defname === "as");
  const [text] = listOf(nodeOf(nodeOf(code, "arg"), "List"), "items").flatMap((it) => stringOf(it) ?? []);
  const language = (options.language ?? (body.sql_body === undefined ? "" : "sql")).toLowerCase();
  return {
    kind: "create-function",
    place: placeOf(context, null),
    function: nameOfParts(strings(body, "funcname")) ?? NO_NAME,
    orReplace: body.replace === true,
    arguments: argumentsOf(body),
    volatility: volatilityOf(options.volatility),
    language,
    securityDefiner: options.security === "true",
    setsSearchPath: sets.some((it) => textOf(it, "name") === "search_path"),
    isProcedure: body.is_procedure === true,
    body: text ?? null,
    inlined: inlinedVolatility({
      language,
      body: text ?? null,
      isPlain: sets.length === 0 && options.security !== "true" && body.is_procedure !== true,
    }),
  };
}

const volatilityOf = (written: string | undefined): ChangeOf<"create-function">["volatility"] =>
  written === "immutable" || written === "stable" ? written : "volatile";

export const readCreateStatistics = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "create-statistics",
  place: placeOf(context, null),
  name: nameOfParts(strings(body, "defnames")),
  tables: wrappedIn(body, "relations", "RangeVar").flatMap((it) => writtenName(it) ?? []),
  ifNotExists: body.if_not_exists === true,
});

export const readAlterStatistics = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "alter-statistics",
  place: placeOf(context, null),
  name: nameOfParts(strings(body, "defnames")) ?? NO_NAME,
});

const PUBLICATION_ACTIONS: Readonly<Record<string, ChangeOf<"publication">["action"]>> = {
  AP_AddObjects: "add",
  AP_DropObjects: "drop",
  AP_SetObjects: "set",
};

export function readPublication(context: ReadContext, body: Node, isNew: boolean): SchemaChange {
  const objects = wrappedIn(body, "pubobjects", "PublicationObjSpec");
  const tables = objects.flatMap((it) => writtenName(nodeOf(nodeOf(it, "pubtable"), "relation")) ?? []);
  const isOptions = objects.length === 0 && body.for_all_tables !== true;
  return {
    kind: "publication",
    place: placeOf(context, null),
    publication: textOf(body, "pubname") ?? "",
    action: isNew ? "create" : isOptions ? "options" : (PUBLICATION_ACTIONS[textOf(body, "action") ?? ""] ?? "set"),
    allTables: body.for_all_tables === true,
    tables,
  };
}

export function readExtension(context: ReadContext, body: Node, isNew: boolean): SchemaChange {
  const place = placeOf(context, null);
  const extension = textOf(body, "extname") ?? "";
  const version = optionsOf(listOf(body, "options")).new_version ?? null;
  return isNew
    ? { kind: "create-extension", place, extension, version, ifNotExists: body.if_not_exists === true }
    : { kind: "alter-extension", place, extension, version };
}
