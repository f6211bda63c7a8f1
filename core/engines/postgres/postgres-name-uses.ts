import type { TableRef } from "../introspector.ts";
import type { ColumnUse, Statement } from "../statement-reader.ts";
import { isNode, listOf, type Node, nodeOf, nodesIn, stringOf, textOf } from "./postgres-syntax.ts";
import { type RawStatement, type SqlText, type SqlToken, wrappedIn } from "./postgres-text.ts";

type TableUse = Statement["tables"][number];
export interface NameUses {
  readonly tables: readonly TableUse[];
  readonly columns: readonly ColumnUse[];
}

/** `RangeVar` as a table, or `null`. */
export function tableOf(node: unknown): TableRef | null {
  const name = textOf(node, "relname");
  const schema = textOf(node, "schemaname");
  return name === null ? null : { ...(schema === null ? {} : { schema }), name };
}

/** `schema.table` given as a list of strings. */
export function tableOfParts(parts: readonly string[]): TableRef | null {
  const [name, schema] = parts.toReversed();
  return name === undefined ? null : { ...(schema === undefined ? {} : { schema }), name };
}
export const partsOf = (list: readonly unknown[]): readonly string[] => list.flatMap((part) => stringOf(part) ?? []);

/** Relations that a statement makes, or that are no tables: they need not exist as one. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  CreateStmt: ["relation"],
  ViewStmt: ["view"],
  CreateSeqStmt: ["sequence"],
  AlterSeqStmt: ["sequence"],
  CompositeTypeStmt: ["typevar"],
  IntoClause: ["rel"],
};
const WRITES = new Set(["UpdateStmt", "InsertStmt", "DeleteStmt", "MergeStmt", "CopyStmt"]);
const DEFINES = new Set([
  "AlterTableStmt",
  "IndexStmt",
  "RenameStmt",
  "CreateTrigStmt",
  "RuleStmt",
  "TruncateStmt",
  "LockStmt",
  "CreatePolicyStmt",
  "AlterPolicyStmt",
  "AlterObjectSchemaStmt",
]);
const NO_TABLES = new Set([
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
  "OBJECT_TYPE",
  "OBJECT_ATTRIBUTE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
]);
/** Their bodies speak of rows that are not the statement's own, or of what they define. */
const NO_COLUMNS = new Set([
  "CreateStmt",
  "CreateFunctionStmt",
  "DoStmt",
  "CreateTrigStmt",
  "RuleStmt",
  "CreatePolicyStmt",
  "AlterPolicyStmt",
  "CreateDomainStmt",
  "AlterDomainStmt",
]);
const SYSTEM_COLUMNS = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]);

/** Where names stand that the parser does not place. */
export class NamePlaces {
  readonly #source: SqlText;
  readonly #tokens: readonly SqlToken[];
  #at: number;

  constructor(source: SqlText, tokens: readonly SqlToken[], start: number) {
    this.#source = source;
    this.#tokens = tokens;
    this.#at = start;
  }
  /** The next such name; names are asked for in the order in which they stand. */
  next(name: string) {
    const token = this.#tokens.find((it) => it.start >= this.#at && it.name === name);
    if (token) this.#at = token.start;
    return this.#source.placeOf(token?.start ?? this.#at);
  }
  at(node: Node) {
    const byte = typeof node.location === "number" ? node.location : 0;
    return this.#source.placeOf(byte);
  }
}

/** Which existing tables and columns a statement names. */
export function nameUses(statement: RawStatement, places: NamePlaces): NameUses {
  const { kind, body } = statement;
  const scope = new Scope(kind, body);
  const named = namedTables(kind, body, scope, places);
  const listed = listedTables(kind, body).map(
    (table): TableUse => ({ ...table, ...places.next(table.name), access: "ddl" }),
  );
  return {
    tables: [...(body.missing_ok === true ? [] : named), ...listed],
    columns: NO_COLUMNS.has(kind) ? [] : scope.columns(kind, body, places),
  };
}

function namedTables(kind: string, body: Node, scope: Scope, places: NamePlaces): readonly TableUse[] {
  const nodes = [...nodesIn(body, kind)];
  const skipped = skippedRelations(kind, body);
  const defined = DEFINES.has(kind) ? definedRelations(body) : new Set<unknown>();
  const written = new Set<unknown>(nodes.flatMap(([key, node]) => (WRITES.has(key) ? [nodeOf(node, "relation")] : [])));
  return nodes.flatMap(([, node]): readonly TableUse[] => {
    const table = tableOf(node);
    if (!table || skipped.has(node) || scope.isCommonTable(table)) return [];
    scope.add(table, textOf(nodeOf(node, "alias"), "aliasname"));
    return [{ ...table, ...places.at(node), access: defined.has(node) ? "ddl" : written.has(node) ? "write" : "read" }];
  });
}

function skippedRelations(kind: string, body: Node): Set<unknown> {
  const skipped = new Set<unknown>((MADE[kind] ?? []).map((key) => nodeOf(body, key)));
  for (const [key, node] of nodesIn(body, kind)) {
    for (const field of MADE[key] ?? []) skipped.add(nodeOf(node, field));
    if (key === "into") skipped.add(nodeOf(node, "rel"));
  }
  const objectType = textOf(
    body,
    kind === "RenameStmt" ? "renameType" : ["AlterTableStmt", "GrantStmt"].includes(kind) ? "objtype" : "objectType",
  );
  if (objectType !== null && NO_TABLES.has(objectType)) {
    skipped.add(nodeOf(body, "relation"));
    for (const object of listOf(body, "objects")) skipped.add(nodeOf(object, "RangeVar"));
  }
  return new Set([...skipped, ...attachedIndexes(objectType, body)]);
}

/** What ALTER INDEX … ATTACH PARTITION names beside its own. */
const attachedIndexes = (objectType: string | null, body: Node): readonly unknown[] =>
  objectType === "OBJECT_INDEX" ? [...nodesIn(body)].map(([, node]) => node).filter((it) => tableOf(it) !== null) : [];

const definedRelations = (body: Node): Set<unknown> =>
  new Set<unknown>([
    nodeOf(body, "relation"),
    nodeOf(body, "table"),
    ...listOf(body, "relations").map((it) => nodeOf(it, "RangeVar")),
  ]);

const NAMED_AFTER_TABLE = new Set(["OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE"]);

/** Tables that DROP and COMMENT name by a list of words. */
function listedTables(kind: string, body: Node): readonly TableRef[] {
  if (kind === "DropStmt" && body.missing_ok !== true) {
    const type = textOf(body, "removeType") ?? "";
    if (type !== "OBJECT_TABLE" && !NAMED_AFTER_TABLE.has(type)) return [];
    return listOf(body, "objects").flatMap((object) => {
      const parts = partsOf(listOf(nodeOf(object, "List"), "items"));
      return tableOfParts(NAMED_AFTER_TABLE.has(type) ? parts.slice(0, -1) : parts) ?? [];
    });
  }
  if (kind !== "CommentStmt") return [];
  const parts = partsOf(listOf(nodeOf(nodeOf(body, "object"), "List"), "items"));
  const type = textOf(body, "objtype");
  if (type === "OBJECT_TABLE") return [tableOfParts(parts) ?? []].flat();
  return type === "OBJECT_COLUMN" ? [tableOfParts(parts.slice(0, -1)) ?? []].flat() : [];
}

/** The tables and aliases of a statement, flat: what an inner query names may belong to any of them. */
class Scope {
  readonly #common: ReadonlySet<string>;
  readonly #outputs: ReadonlySet<string>;
  readonly #isOpaque: boolean;
  readonly #names = new Map<string, TableRef>();
  readonly #tables = new Map<string, TableRef>();

  constructor(kind: string, body: Node) {
    const nodes = [...nodesIn(body, kind)];
    this.#common = new Set(
      nodes.flatMap(([key, node]) => (key === "CommonTableExpr" ? (textOf(node, "ctename") ?? []) : [])),
    );
    this.#outputs = new Set(
      nodes.flatMap(([key, node]) => (key === "SelectStmt" ? listOf(node, "targetList").flatMap(nameOfTarget) : [])),
    );
    this.#isOpaque =
      this.#common.size > 0 ||
      nodes.some(([key]) => /^(RangeSubselect|RangeFunction|RangeTableFunc|JsonTable)$/.test(key));
  }
  isCommonTable = (table: TableRef): boolean => table.schema === undefined && this.#common.has(table.name);

  add(table: TableRef, alias: string | null): void {
    this.#names.set(alias ?? table.name, table);
    this.#tables.set(JSON.stringify([table.schema ?? null, table.name]), table);
  }
  get #only(): TableRef | null {
    const [only] = this.#tables.values();
    return this.#tables.size === 1 && only ? only : null;
  }

  columns(kind: string, body: Node, places: NamePlaces): readonly ColumnUse[] {
    const isOfOne = kind === "AlterTableStmt" || kind === "IndexStmt";
    const bare = isOfOne ? tableOf(nodeOf(body, "relation")) : this.#only;
    const referred = [...nodesIn(body)].flatMap(([key, node]): readonly ColumnUse[] => {
      const use = key === "ColumnRef" ? this.#referred(node, bare, body) : null;
      if (!use) return [];
      const { line, column: col } = places.at(node);
      return [{ ...use, line, col }];
    });
    return [...explicitColumns(kind, body, places), ...referred];
  }

  #referred(reference: Node, bare: TableRef | null, body: Node): Pick<ColumnUse, "table" | "column"> | null {
    const fields = listOf(reference, "fields");
    const [column, qualifier, schema] = partsOf(fields).toReversed();
    // A star is no text: `t.*` names no column.
    if (column === undefined || partsOf(fields).length !== fields.length || SYSTEM_COLUMNS.has(column)) return null;
    if (qualifier === undefined) return this.#mayBeColumn(column) ? { table: bare, column } : null;
    const table = this.#qualified(qualifier, schema, body);
    return table && { table, column };
  }
  /** A whole row, an output name, or a column of a query in FROM is none of a table's columns. */
  #mayBeColumn = (column: string): boolean =>
    !this.#isOpaque && this.#tables.size > 0 && !this.#names.has(column) && !this.#outputs.has(column);

  #qualified(qualifier: string, schema: string | undefined, body: Node): TableRef | null {
    if (schema !== undefined) return { schema, name: qualifier };
    const isTarget = qualifier === "excluded" || qualifier === "new" || qualifier === "old";
    return this.#names.get(qualifier) ?? (isTarget ? tableOf(nodeOf(body, "relation")) : null);
  }
}

/** Columns that are given by name alone, not as part of an expression. */
function explicitColumns(kind: string, body: Node, places: NamePlaces): readonly ColumnUse[] {
  const found: ColumnUse[] = [];
  const use: Use = (table, column, node) => {
    const { line, column: col } = node ? places.at(node) : places.next(column);
    found.push({ table, column, line, col });
  };
  EXPLICIT[kind]?.(body, tableOf(nodeOf(body, "relation")), use);
  for (const [key, node] of nodesIn(body, kind)) {
    const list = { InsertStmt: "cols", UpdateStmt: "targetList" }[key];
    if (list === undefined) continue;
    for (const target of wrappedIn(node, list, "ResTarget")) {
      const name = textOf(target, "name");
      if (name !== null) use(tableOf(nodeOf(node, "relation")), name, target);
    }
  }
  return found;
}

const EXPLICIT: Readonly<Record<string, (body: Node, relation: TableRef | null, use: Use) => void>> = {
  AlterTableStmt: (body, relation, use) => alteredColumns(body, relation, use),
  RenameStmt: (body, relation, use) => {
    if (body.renameType === "OBJECT_COLUMN" && body.missing_ok !== true) use(relation, textOf(body, "subname") ?? "");
  },
  IndexStmt: (body, relation, use) => {
    for (const key of ["indexParams", "indexIncludingParams"]) {
      for (const element of wrappedIn(body, key, "IndexElem")) {
        const name = textOf(element, "name");
        if (name !== null) use(relation, name);
      }
    }
  },
  CommentStmt: (body, _, use) => {
    if (body.objtype !== "OBJECT_COLUMN") return;
    const parts = partsOf(listOf(nodeOf(nodeOf(body, "object"), "List"), "items"));
    use(tableOfParts(parts.slice(0, -1)), parts.at(-1) ?? "");
  },
};

const nameOfTarget = (target: unknown): readonly string[] => {
  const name = textOf(nodeOf(target, "ResTarget"), "name");
  return name === null ? [] : [name];
};

type Use = (table: TableRef | null, column: string, node?: Node) => void;

function alteredColumns(body: Node, relation: TableRef | null, use: Use): void {
  if (textOf(body, "objtype") !== "OBJECT_TABLE") return;
  for (const wrapped of listOf(body, "cmds")) {
    const command = nodeOf(wrapped, "AlterTableCmd");
    const name = textOf(command, "name");
    const subtype = textOf(command, "subtype") ?? "";
    if (name !== null && COLUMN_COMMANDS.test(subtype) && command?.missing_ok !== true) use(relation, name);
    const constraints = [nodeOf(nodeOf(command, "def"), "Constraint"), ...inlineConstraints(command)];
    for (const constraint of constraints) if (isNode(constraint)) constrainedColumns(constraint, relation, use);
  }
}

const inlineConstraints = (command: Node | null): readonly (Node | null)[] =>
  listOf(nodeOf(nodeOf(command, "def"), "ColumnDef"), "constraints").map((it) => nodeOf(it, "Constraint"));

const COLUMN_COMMANDS =
  /^AT_(DropColumn|ColumnDefault|DropNotNull|SetNotNull|SetExpression|DropExpression|SetStatistics|SetOptions|ResetOptions|SetStorage|SetCompression|AlterColumnType|AddIdentity|SetIdentity|DropIdentity)$/;

function constrainedColumns(constraint: Node, relation: TableRef | null, use: Use): void {
  for (const column of partsOf([...listOf(constraint, "keys"), ...listOf(constraint, "fk_attrs")]))
    use(relation, column);
  const referenced = tableOf(nodeOf(constraint, "pktable"));
  for (const column of partsOf(listOf(constraint, "pk_attrs"))) use(referenced, column);
}
