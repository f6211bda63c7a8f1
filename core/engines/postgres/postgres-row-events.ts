import type { TableRef } from "../introspector.ts";
import { layerOfUpdate } from "../layer-of-update.ts";
import type { RowEvent, RowLayer, RowRule } from "../row-rule.ts";
import type { Statement } from "../statement-reader.ts";
import { partsOf, tableOf } from "./postgres-name-uses.ts";
import { inParentheses, quoteName } from "./postgres-names.ts";
import { ClauseTexts, clauseTokens } from "./postgres-row-clauses.ts";
import { createPostgresStatements } from "./postgres-statements.ts";
import { listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";
import { parseSql, type RawStatement, SqlText, wrappedIn } from "./postgres-text.ts";

const reader = createPostgresStatements();

/** What statements mean for rows that are there already, by PostgreSQL's own parser. */
export async function rowEvents(sql: string): Promise<readonly RowEvent[]> {
  const source = new SqlText(sql);
  const statements = await parseSql(source);
  const tokens = await clauseTokens(source);
  const read = await reader.read(sql);
  return statements.flatMap((statement, at) =>
    eventsOf(statement, new ClauseTexts(source, tokens, statement.end), read[at]),
  );
}

function eventsOf({ kind, body }: RawStatement, texts: ClauseTexts, read: Statement | undefined): readonly RowEvent[] {
  if (kind === "DropStmt") return (read?.drops.tables ?? []).map((table) => ({ kind: "dropped", table }));
  if (kind === "CreateTableAsStmt") return madeByQuery(tableOf(nodeOf(nodeOf(body, "into"), "rel")));
  const table = tableOf(nodeOf(body, "relation"));
  return table ? (EVENTS[kind]?.(table, body, texts, read) ?? []) : [];
}

type EventsOf = (table: TableRef, body: Node, texts: ClauseTexts, read: Statement | undefined) => readonly RowEvent[];
const written: EventsOf = (table) => [{ kind: "written", table }];

const EVENTS: Readonly<Record<string, EventsOf>> = {
  AlterTableStmt: (table, body, texts) => (body.objtype === "OBJECT_TABLE" ? altered(table, body, texts) : []),
  IndexStmt: (table, body, texts) =>
    body.unique === true ? [{ kind: "rule", table, rule: uniqueIndex(body, texts) }] : [],
  RenameStmt: (table, body) => renamed(table, body),
  CreateStmt: (table) => [{ kind: "born", table }],
  UpdateStmt: (table, body, _, read) => updated(table, body, read),
  InsertStmt: written,
  CopyStmt: written,
  MergeStmt: written,
};

const madeByQuery = (table: TableRef | null): readonly RowEvent[] =>
  table
    ? [
        { kind: "born", table },
        { kind: "written", table },
      ]
    : [];

function renamed(table: TableRef, body: Node): readonly RowEvent[] {
  const to = textOf(body, "newname") ?? "";
  const from = textOf(body, "subname") ?? "";
  if (body.renameType === "OBJECT_TABLE") return [{ kind: "renamed", from: table, to: { ...table, name: to } }];
  if (body.renameType !== "OBJECT_COLUMN") return [];
  return [{ kind: "layer", table, layer: { set: { [to]: quoteName(from) }, gone: [from] } }];
}

/** The new values are read off the row where the statement is a plain one; else they cannot be told before. */
function updated(table: TableRef, body: Node, read: Statement | undefined): readonly RowEvent[] {
  const update = read?.update;
  if (!update) {
    const names = wrappedIn(body, "targetList", "ResTarget").flatMap((it) => textOf(it, "name") ?? []);
    return [{ kind: "layer", table, layer: { set: Object.fromEntries(names.map((name) => [name, null])), gone: [] } }];
  }
  const { set, where } = update;
  const rules = Object.entries(set).map(([column, expression]): RowEvent => {
    const rule: RowRule = { kind: "expression", column, expression, where, type: null, pure: false };
    return { kind: "rule", table, rule };
  });
  return [...rules, { kind: "layer", table, layer: layerOfUpdate(set, where, quoteName) }];
}

/** First what happens to columns, then what constraints ask, as the server does. */
function altered(table: TableRef, body: Node, texts: ClauseTexts): readonly RowEvent[] {
  const commands = wrappedIn(body, "cmds", "AlterTableCmd");
  const types = commands.flatMap((it) => (it.subtype === "AT_AlterColumnType" ? typeChange(table, it, texts) : []));
  const columns = commands.flatMap((it) => columnChange(table, it, texts));
  const constraints = commands.flatMap((it) => constraintsOf(table, it, texts));
  return [...types, ...columns, ...constraints];
}

function typeChange(table: TableRef, command: Node, texts: ClauseTexts): readonly RowEvent[] {
  const column = textOf(command, "name") ?? "";
  const definition = nodeOf(nodeOf(command, "def"), "ColumnDef");
  const { type, using } = texts.typeChange(definition);
  const value = using === null ? quoteName(column) : inParentheses(using);
  return [
    { kind: "rule", table, rule: { kind: "type", column, type, using } },
    { kind: "layer", table, layer: { set: { [column]: value }, gone: [], types: { [column]: type } } },
  ];
}

function columnChange(table: TableRef, command: Node, texts: ClauseTexts): readonly RowEvent[] {
  const layer = (it: RowLayer): RowEvent => ({ kind: "layer", table, layer: it });
  if (command.subtype === "AT_DropColumn") return [layer({ set: {}, gone: [textOf(command, "name") ?? ""] })];
  if (command.subtype !== "AT_AddColumn") return [];
  const definition = nodeOf(nodeOf(command, "def"), "ColumnDef");
  const column = textOf(definition, "colname") ?? "";
  const type = definition ? texts.typeOf(definition) : "text";
  const constraints = wrappedIn(definition, "constraints", "Constraint");
  const generated = constraints.find((it) => it.contype === "CONSTR_GENERATED");
  if (generated) {
    const expression = texts.inParentheses(generated);
    const rule: RowRule = { kind: "expression", column, expression, where: null, type, pure: false };
    const computed = layer({ set: { [column]: inParentheses(expression) }, gone: [], types: { [column]: type } });
    return [{ kind: "rule", table, rule }, computed];
  }
  const value = isNumbered(definition, constraints) ? null : defaultOf(constraints, texts);
  const set = { [column]: value === null ? null : inParentheses(value) };
  return [layer({ set, gone: [], types: { [column]: type } })];
}

const SERIAL = /^(small|big)?serial[248]?$/;
const isNumbered = (definition: Node | null, constraints: readonly Node[]): boolean =>
  constraints.some((it) => it.contype === "CONSTR_IDENTITY") ||
  SERIAL.test(partsOf(listOf(nodeOf(definition, "typeName"), "names")).at(-1) ?? "");

/** Functions of PostgreSQL's own and of uuid-ossp that answer differently for each row, and never NULL. */
const FRESH =
  /^(nextval|random|random_normal|gen_random_uuid|uuidv[47]|uuid_generate_v[14]|clock_timestamp|timeofday)$/;

/** `null`: the default gives each row a value of its own. */
function defaultOf(constraints: readonly Node[], texts: ClauseTexts): string | null {
  const found = constraints.find((it) => it.contype === "CONSTR_DEFAULT");
  if (!found) return "NULL";
  const isFresh = [...nodesIn(found)].some(
    ([key, node]) => key === "FuncCall" && FRESH.test(partsOf(listOf(node, "funcname")).at(-1) ?? ""),
  );
  return isFresh ? null : texts.defaultOf(found, constraints);
}

function constraintsOf(table: TableRef, command: Node, texts: ClauseTexts): readonly RowEvent[] {
  const name = textOf(command, "name") ?? "";
  const definition = nodeOf(command, "def");
  switch (command.subtype) {
    case "AT_SetNotNull":
      return [{ kind: "rule", table, rule: { kind: "not null", columns: [name] } }];
    case "AT_ValidateConstraint":
      return [{ kind: "validate", table, constraint: name }];
    case "AT_AddConstraint": {
      const constraint = nodeOf(definition, "Constraint");
      return constraint ? constrained(table, constraint, [], texts) : [];
    }
    case "AT_AddColumn": {
      const column = nodeOf(definition, "ColumnDef");
      const own = [textOf(column, "colname") ?? ""];
      const constraints = wrappedIn(column, "constraints", "Constraint");
      const isFresh = isNumbered(column, constraints) || defaultOf(constraints, texts) === null;
      // Fresh values are there in every row, and there is nothing to ask.
      const asked = isFresh ? constraints.filter((it) => !GIVEN.has(String(it.contype))) : constraints;
      return asked.flatMap((it) => constrained(table, it, own, texts));
    }
    default:
      return [];
  }
}

const GIVEN = new Set(["CONSTR_NOTNULL", "CONSTR_UNIQUE", "CONSTR_PRIMARY"]);

/** `own`: the column that an inline constraint belongs to. */
function constrained(
  table: TableRef,
  constraint: Node,
  own: readonly string[],
  texts: ClauseTexts,
): readonly RowEvent[] {
  if (constraint.is_enforced !== true && ENFORCEABLE.has(String(constraint.contype))) return [];
  const rules = rulesOf(constraint, own, texts);
  const name = textOf(constraint, "conname") ?? "";
  const notValid = constraint.skip_validation === true ? { notValid: name } : {};
  return rules.map((rule) => ({ kind: "rule", table, rule, ...notValid }));
}
const ENFORCEABLE = new Set(["CONSTR_CHECK", "CONSTR_FOREIGN"]);

function rulesOf(constraint: Node, own: readonly string[], texts: ClauseTexts): readonly RowRule[] {
  const keys = own.length > 0 ? own : partsOf(listOf(constraint, "keys"));
  switch (constraint.contype) {
    case "CONSTR_NOTNULL":
      return [{ kind: "not null", columns: keys }];
    case "CONSTR_CHECK":
      return [{ kind: "check", expression: texts.inParentheses(constraint) }];
    case "CONSTR_UNIQUE":
      return keys.length > 0 ? [uniqueColumns("UNIQUE", keys, constraint.nulls_not_distinct !== true)] : [];
    case "CONSTR_PRIMARY":
      return keys.length > 0 ? [{ kind: "not null", columns: keys }, uniqueColumns("PRIMARY KEY", keys, true)] : [];
    case "CONSTR_FOREIGN": {
      const references = tableOf(nodeOf(constraint, "pktable"));
      const columns = own.length > 0 ? own : partsOf(listOf(constraint, "fk_attrs"));
      const referenced = partsOf(listOf(constraint, "pk_attrs"));
      const full = constraint.fk_matchtype === "f";
      return references ? [{ kind: "foreign key", columns, references, referenced, full }] : [];
    }
    default:
      return [];
  }
}

const uniqueColumns = (word: string, columns: readonly string[], nullsDistinct: boolean): RowRule => ({
  kind: "unique",
  parts: columns.map((column) => ({ column, sql: quoteName(column) })),
  where: null,
  nullsDistinct,
  label: `${word} (${columns.join(", ")})`,
});

function uniqueIndex(body: Node, texts: ClauseTexts): RowRule {
  const { elements, where } = texts.index(body);
  const parts = wrappedIn(body, "indexParams", "IndexElem").map((element, at) => {
    const column = textOf(element, "name");
    return { column, sql: column === null ? (elements[at] ?? "NULL") : quoteName(column) };
  });
  const label = `UNIQUE (${parts.map((it) => it.column ?? it.sql).join(", ")})${where === null ? "" : ` WHERE ${where}`}`;
  return { kind: "unique", parts, where, nullsDistinct: body.nulls_not_distinct !== true, label };
}
