import { scan } from "libpg-query";
import { DomainError } from "#core/domain/domain-error.ts";
import { partsOf } from "./postgres-name-uses.ts";
import { postgresName } from "./postgres-operation-name.ts";
import { isNode, listOf, type Node, nodeOf, nodesIn } from "./postgres-syntax.ts";
import { invalidSql, parseSql, SqlText } from "./postgres-text.ts";

const BEFORE = "SELECT (";
const EXPRESSION_KEYS = new Set(["targetList", "limitOption", "op"]);

/** Columns that an expression over one table names, in the order of their first mention. */
export async function columnsOfExpression(expression: string): Promise<readonly string[]> {
  const { references } = await readOne(expression);
  return [...new Set(references.map(({ column }) => column))];
}

/** The same with the names in queries inside it, whosever columns those are. */
export async function namesInExpression(expression: string): Promise<ReadonlySet<string>> {
  const { references, inQueries } = await readOne(expression);
  return new Set([...references.map(({ column }) => column), ...inQueries]);
}

/** The expression with other column names. Only the names of references are touched: all else stays as it was written. */
export async function renameColumns(expression: string, names: Readonly<Record<string, string>>): Promise<string> {
  const { sql, references, inQueries } = await readOne(expression);
  const hidden = inQueries.find((column) => Object.hasOwn(names, column));
  if (hidden !== undefined) {
    throw new DomainError(
      "unsupported",
      `\`${expression}\` holds a query that names ${hidden}: whose column that is cannot be told. Rewrite the expression without a query.`,
    );
  }
  const edits = references.flatMap(({ node, column }): readonly Edit[] => {
    const to = Object.hasOwn(names, column) ? names[column] : undefined;
    return to === undefined || to === column
      ? []
      : [{ location: Number(node.location ?? 0), last: listOf(node, "fields").length, to }];
  });
  const renamed = await withNames(sql, edits);
  return renamed.slice(BEFORE.length, -"\n)".length);
}

/** A reference of `last` parts that starts at a byte: its last part becomes `to`; `as` is said after it. */
export interface Edit {
  readonly location: number;
  readonly last: number;
  readonly to: string;
  readonly as?: string | undefined;
}

export async function withNames(sql: string, edits: readonly Edit[]): Promise<string> {
  if (edits.length === 0) return sql;
  const { tokens } = await scan(sql);
  const source = new SqlText(sql);
  let done = "";
  let at = 0;
  for (const { location, last, to, as } of edits.toSorted((a, b) => a.location - b.location)) {
    const first = tokens.findIndex(({ start }) => start === location);
    // Name, dot, name, …: comments between them are tokens too, and never in what the server prints.
    const token = tokens[first + 2 * (last - 1)];
    if (first < 0 || !token)
      throw new DomainError("internal", "A column reference is not where the parser says it is.");
    done += `${source.slice(at, token.start)}${postgresName(to)}${as === undefined ? "" : ` AS ${postgresName(as)}`}`;
    at = token.end;
  }
  return done + source.slice(at, source.byteLength);
}

interface Read {
  readonly sql: string;
  readonly references: readonly { readonly node: Node; readonly column: string }[];
  /** Names in queries inside it. */
  readonly inQueries: readonly string[];
}

/** @throws DomainError `invalid-plan` where it is no single expression. */
async function readOne(expression: string): Promise<Read> {
  // On a line of its own: a comment at the end must not swallow the parenthesis.
  const sql = `${BEFORE}${expression}\n)`;
  const statements = await parseSql(new SqlText(sql));
  const [only] = statements;
  const targets = listOf(only?.body, "targetList");
  const isOne =
    only &&
    statements.length === 1 &&
    targets.length === 1 &&
    Object.keys(only.body).every((key) => EXPRESSION_KEYS.has(key));
  const row = nodeOf(nodeOf(nodeOf(targets[0], "ResTarget"), "val"), "RowExpr");
  if (!isOne || row?.row_format === "COERCE_IMPLICIT_CAST")
    throw invalidSql("This is no single expression over the row", { line: 1, column: 1 });
  const queries = [...nodesIn(targets[0])].flatMap(([key, node]) =>
    key === "SubLink" ? [nodeOf(node, "subselect")] : [],
  );
  return {
    sql,
    references: [...outsideQueries(targets[0])].flatMap((node) => {
      const fields = listOf(node, "fields");
      const column = partsOf(fields).at(-1);
      return column === undefined || partsOf(fields).length !== fields.length ? [] : [{ node, column }];
    }),
    inQueries: [...nodesIn(queries)].flatMap(([key, node]) =>
      key === "ColumnRef" ? partsOf(listOf(node, "fields")).slice(-1) : [],
    ),
  };
}

/** Column references that are not part of a query inside the expression; what the query is compared with is outside. */
function* outsideQueries(value: unknown, key = ""): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* outsideQueries(item, key);
    return;
  }
  if (!isNode(value)) return;
  if (key === "ColumnRef") yield value;
  for (const [inner, child] of Object.entries(value)) {
    if (key === "SubLink" && inner === "subselect") continue;
    yield* outsideQueries(child, inner);
  }
}
