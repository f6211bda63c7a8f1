import type { TableRef } from "../introspector.ts";
import { tableOf } from "./postgres-name-uses.ts";
import { listOf, type Node, nodeOf, stringOf, textOf } from "./postgres-syntax.ts";
import { plainName } from "./postgres-text.ts";

const nameOfTable = async (table: TableRef): Promise<string> =>
  table.schema ? `${await plainName(table.schema)}.${await plainName(table.name)}` : await plainName(table.name);

/** The statement that takes a statement back, where it follows from its text; `null` where it does not. */
export async function mechanicalUndo(kind: string, body: Node): Promise<string | null> {
  if (body.if_not_exists === true || body.replace === true) return null;
  const relation = tableOf(nodeOf(body, "relation"));
  switch (kind) {
    case "AlterTableStmt":
      return relation && body.objtype === "OBJECT_TABLE" ? await undoAlter(body, relation) : null;
    case "RenameStmt":
      return relation ? await undoRename(body, relation) : null;
    case "CreateStmt":
      return relation && `DROP TABLE ${await nameOfTable(relation)}`;
    case "IndexStmt": {
      const name = textOf(body, "idxname");
      return name === null ? null : `DROP INDEX ${await nameOfTable({ ...relation, name })}`;
    }
    case "CreateTrigStmt":
      return (
        relation && `DROP TRIGGER ${await plainName(textOf(body, "trigname") ?? "")} ON ${await nameOfTable(relation)}`
      );
    default:
      return await undoOfDefinition(kind, body);
  }
}

async function undoOfDefinition(kind: string, body: Node): Promise<string | null> {
  const made = MADE[kind]?.(body);
  if (!made) return null;
  const names = await Promise.all(made.names.map(plainName));
  return names.length > 0 ? `DROP ${made.what} ${names.join(".")}` : null;
}

interface MadeObject {
  readonly what: string;
  /** With its schema first. */
  readonly names: readonly string[];
}
const namesOf = (node: unknown): readonly string[] => {
  const table = tableOf(node);
  return table ? [...(table.schema === undefined ? [] : [table.schema]), table.name] : [];
};
const textsIn = (body: Node, key: string): readonly string[] =>
  listOf(body, key).flatMap((part) => stringOf(part) ?? []);
const textIn = (body: Node, key: string): readonly string[] => [textOf(body, key) ?? []].flat();

const MADE: Readonly<Record<string, (body: Node) => MadeObject>> = {
  ViewStmt: (body) => ({ what: "VIEW", names: namesOf(nodeOf(body, "view")) }),
  CreateTableAsStmt: (body) => ({
    what: body.objtype === "OBJECT_MATVIEW" ? "MATERIALIZED VIEW" : "TABLE",
    names: namesOf(nodeOf(nodeOf(body, "into"), "rel")),
  }),
  CreateSeqStmt: (body) => ({ what: "SEQUENCE", names: namesOf(nodeOf(body, "sequence")) }),
  CreateSchemaStmt: (body) => ({ what: "SCHEMA", names: textIn(body, "schemaname") }),
  CreateExtensionStmt: (body) => ({ what: "EXTENSION", names: textIn(body, "extname") }),
  CreateEnumStmt: (body) => ({ what: "TYPE", names: textsIn(body, "typeName") }),
  CreateRangeStmt: (body) => ({ what: "TYPE", names: textsIn(body, "typeName") }),
  CreateDomainStmt: (body) => ({ what: "DOMAIN", names: textsIn(body, "domainname") }),
};

async function undoRename(body: Node, relation: TableRef): Promise<string | null> {
  const to = textOf(body, "newname") ?? "";
  const from = textOf(body, "subname") ?? "";
  switch (body.renameType) {
    case "OBJECT_COLUMN":
      return `ALTER TABLE ${await nameOfTable(relation)} RENAME COLUMN ${await plainName(to)} TO ${await plainName(from)}`;
    case "OBJECT_TABCONSTRAINT":
      return `ALTER TABLE ${await nameOfTable(relation)} RENAME CONSTRAINT ${await plainName(to)} TO ${await plainName(from)}`;
    case "OBJECT_TABLE":
      return `ALTER TABLE ${await nameOfTable({ ...relation, name: to })} RENAME TO ${await plainName(relation.name)}`;
    case "OBJECT_INDEX":
      return `ALTER INDEX ${await nameOfTable({ ...relation, name: to })} RENAME TO ${await plainName(relation.name)}`;
    default:
      return null;
  }
}

async function undoAlter(body: Node, relation: TableRef): Promise<string | null> {
  const parts: string[] = [];
  for (const wrapped of listOf(body, "cmds").toReversed()) {
    const part = await undoSubcommand(nodeOf(wrapped, "AlterTableCmd"));
    if (part === null) return null;
    parts.push(part);
  }
  return `ALTER TABLE ${await nameOfTable(relation)} ${parts.join(", ")}`;
}

async function undoSubcommand(command: Node | null): Promise<string | null> {
  if (command?.missing_ok === true) return null;
  const definition = nodeOf(command, "def");
  const column = textOf(nodeOf(definition, "ColumnDef"), "colname");
  const constraint = textOf(nodeOf(definition, "Constraint"), "conname");
  const name = textOf(command, "name") ?? "";
  switch (command?.subtype) {
    case "AT_AddColumn":
      return column === null ? null : `DROP COLUMN ${await plainName(column)}`;
    case "AT_AddConstraint":
      return constraint === null ? null : `DROP CONSTRAINT ${await plainName(constraint)}`;
    case "AT_SetNotNull":
      return `ALTER COLUMN ${await plainName(name)} DROP NOT NULL`;
    default:
      return null;
  }
}
