import { parseSync } from "libpg-query";
import type { Volatility } from "#core/analysis/schema-model.ts";
import { functionVolatility } from "./postgres-function-volatility.ts";
import { callsIn } from "./postgres-read-expression.ts";
import { listOf, nodeOf, nodesIn } from "./postgres-syntax.ts";

interface Body {
  readonly language: string;
  readonly body: string | null;
  /** Neither SECURITY DEFINER nor with settings of its own, nor a procedure. */
  readonly isPlain: boolean;
}

/**
 * PostgreSQL folds `SELECT expression` of a function in SQL into what calls it, whatever the function says of its volatility: then
 * that of the expression counts. `null` where it does not. The parser must have been loaded, as it is once any text was read.
 */
export function inlinedVolatility({ language, body, isPlain }: Body): Volatility | null {
  if (language !== "sql" || body === null || !isPlain || body.includes("\0")) return null;
  const [only, ...rest] = statements(body);
  const select = nodeOf(nodeOf(only, "stmt"), "SelectStmt");
  const keys = Object.keys(select ?? {}).filter((key) => !FOLDABLE.has(key));
  if (!select || rest.length > 0 || keys.length > 0 || listOf(select, "targetList").length !== 1) return null;
  if ([...nodesIn(select)].some(([key]) => key === "SubLink")) return null;
  const kinds = callsIn(select).map(({ name, schema }) => functionVolatility(name, schema));
  if (kinds.includes("volatile")) return "volatile";
  return kinds.includes("unknown") ? "unknown" : kinds.length > 0 ? "stable" : "constant";
}

const FOLDABLE = new Set(["targetList", "limitOption", "op"]);

function statements(body: string): readonly unknown[] {
  try {
    return listOf(parseSync(body), "stmts");
  } catch {
    // A body that does not parse is not folded; the server will say what is wrong with it.
    return [];
  }
}
