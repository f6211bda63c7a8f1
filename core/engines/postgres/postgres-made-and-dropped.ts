import type { TableRef } from "../introspector.ts";
import type { Statement } from "../statement-reader.ts";
import { partsOf, tableOf, tableOfParts } from "./postgres-name-uses.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";

type Made = Statement["creates"]["columns"][number];
type Column = Statement["drops"]["columns"][number];
interface Changes {
  readonly creates: { readonly tables: TableRef[]; readonly columns: Made[]; readonly indexes: string[] };
  readonly drops: { readonly tables: TableRef[]; readonly columns: Column[]; readonly indexes: string[] };
}

const none = <C>() => ({ tables: [] as TableRef[], columns: [] as C[], indexes: [] as string[] });

/** What a statement makes and takes away. A rename does both. */
export function madeAndDropped(kind: string, body: Node, typeOf: (definition: Node) => string): Changes {
  const changes = { creates: none<Made>(), drops: none<Column>() };
  const { creates, drops } = changes;
  const relation = tableOf(nodeOf(body, "relation"));
  if (kind === "CreateStmt" && relation) creates.tables.push(relation);
  if (kind === "ViewStmt") creates.tables.push(...[tableOf(nodeOf(body, "view")) ?? []].flat());
  if (kind === "CreateTableAsStmt") creates.tables.push(...[tableOf(nodeOf(nodeOf(body, "into"), "rel")) ?? []].flat());
  if (kind === "IndexStmt") creates.indexes.push(...[textOf(body, "idxname") ?? []].flat());
  if (kind === "DropStmt") readDrop(body, drops);
  if (kind === "RenameStmt" && relation) readRename(body, relation, changes);
  if (kind === "AlterObjectSchemaStmt" && relation) readMove(body, relation, changes);
  if (kind === "AlterTableStmt" && relation && textOf(body, "objtype") === "OBJECT_TABLE")
    readAlter(body, relation, changes, typeOf);
  return changes;
}

const RELATIONS = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"]);

function readDrop(body: Node, drops: Changes["drops"]): void {
  const type = textOf(body, "removeType") ?? "";
  for (const object of listOf(body, "objects")) {
    const named = tableOfParts(partsOf(listOf(nodeOf(object, "List"), "items")));
    if (named && RELATIONS.has(type)) drops.tables.push(named);
    if (named && type === "OBJECT_INDEX") drops.indexes.push(named.name);
  }
}

function readRename(body: Node, relation: TableRef, { creates, drops }: Changes): void {
  const type = textOf(body, "renameType") ?? "";
  const to = textOf(body, "newname") ?? "";
  if (type === "OBJECT_COLUMN") {
    drops.columns.push({ table: relation, column: textOf(body, "subname") ?? "" });
    creates.columns.push({ table: relation, column: to });
  } else if (RELATIONS.has(type)) {
    drops.tables.push(relation);
    creates.tables.push({ ...relation, name: to });
  } else if (type === "OBJECT_INDEX") {
    drops.indexes.push(relation.name);
    creates.indexes.push(to);
  }
}

function readMove(body: Node, relation: TableRef, { creates, drops }: Changes): void {
  if (!RELATIONS.has(textOf(body, "objectType") ?? "")) return;
  drops.tables.push(relation);
  creates.tables.push({ schema: textOf(body, "newschema") ?? "", name: relation.name });
}

function readAlter(
  body: Node,
  table: TableRef,
  { creates, drops }: Changes,
  typeOf: (definition: Node) => string,
): void {
  for (const wrapped of listOf(body, "cmds")) {
    const command = nodeOf(wrapped, "AlterTableCmd");
    const definition = nodeOf(nodeOf(command, "def"), "ColumnDef");
    const added = textOf(definition, "colname");
    const dropped = textOf(command, "name");
    if (command?.subtype === "AT_AddColumn" && definition && added !== null) {
      creates.columns.push({ table, column: added, type: typeOf(definition) });
    }
    if (command?.subtype === "AT_DropColumn" && dropped !== null) drops.columns.push({ table, column: dropped });
  }
}
