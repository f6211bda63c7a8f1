import { parsePlPgSQLSync, parseSync } from "libpg-query";
import { isNode, listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";

/** SQL that stands in a block of PL/pgSQL as it is written. */
export interface BlockSql {
  readonly statements: readonly { readonly kind: string; readonly body: Node; readonly text: string }[];
  /** Whether it also runs SQL that it puts together, calls what hides more, or cannot be read. */
  readonly hides: boolean;
}

/** The SQL of a DO block: what is written out, and what EXECUTE runs from one literal. */
export function sqlOfBlock(language: string, body: string): BlockSql {
  if (language !== "plpgsql") return { statements: [], hides: true };
  let tree: unknown;
  try {
    tree = parsePlPgSQLSync(`DO ${dollarQuoted(body)}`);
  } catch {
    return { statements: [], hides: true };
  }
  let hides = false;
  const statements: BlockSql["statements"][number][] = [];
  for (const [key, node] of nodesIn(tree)) {
    const text = TEXTS[key]?.(node);
    if (text === undefined) continue;
    const read = text === null ? null : parsed(text);
    if (read) statements.push(...read);
    else hides = true;
  }
  return { statements, hides };
}

const queryOf = (node: Node, key: string): string | null => textOf(nodeOf(nodeOf(node, key), "PLpgSQL_expr"), "query");

const TEXTS: Readonly<Record<string, (node: Node) => string | null>> = {
  PLpgSQL_stmt_execsql: (node) => queryOf(node, "sqlstmt"),
  PLpgSQL_stmt_perform: (node) => queryOf(node, "expr"),
  PLpgSQL_stmt_call: () => null,
  PLpgSQL_stmt_dynexecute: (node) => literal(queryOf(node, "query")),
  PLpgSQL_stmt_dynfors: () => null,
};

/** The text of an expression that is one literal. */
function literal(expression: string | null): string | null {
  const [only] = expression === null ? [] : (parsed(`SELECT ${expression}`) ?? []);
  const targets = listOf(only?.body, "targetList");
  const value = nodeOf(nodeOf(nodeOf(targets[0], "ResTarget"), "val"), "A_Const");
  return targets.length === 1 ? textOf(nodeOf(value, "sval"), "sval") : null;
}

function parsed(sql: string): BlockSql["statements"] | null {
  try {
    return listOf(parseSync(sql), "stmts").flatMap((raw) => {
      const [entry] = Object.entries(nodeOf(raw, "stmt") ?? {});
      return entry && isNode(entry[1]) ? [{ kind: entry[0], body: entry[1], text: sql }] : [];
    });
  } catch {
    return null;
  }
}

function dollarQuoted(body: string): string {
  let tag = "$sluice$";
  for (let count = 0; body.includes(tag); count++) tag = `$sluice${count}$`;
  return `${tag}${body}${tag}`;
}
