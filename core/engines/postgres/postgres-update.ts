import type { Statement } from "../statement-reader.ts";
import { tableOf } from "./postgres-name-uses.ts";
import { listOf, type Node, nodeOf, nodesIn, textOf } from "./postgres-syntax.ts";
import { type SqlText, type SqlToken, topLevel, wrappedIn } from "./postgres-text.ts";

/**
 * The parts of an UPDATE that a backfill can carry out batch by batch: one table under its own name, each column from
 * the row alone. The expressions are cut out of the text as they were written.
 */
export function updateParts(
  source: SqlText,
  tokens: readonly SqlToken[],
  end: number,
  body: Node,
): Statement["update"] {
  const table = tableOf(nodeOf(body, "relation"));
  if (!table || !isOfOneRow(body)) return null;
  const start = Number(nodeOf(body, "relation")?.location ?? 0);
  const inside = topLevel(
    tokens.filter((it) => it.start < end),
    start,
  );
  const where = inside.find(({ name }) => name === "where");
  const set = setParts(source, inside, where?.start ?? end, body);
  const filter = where ? source.slice(where.start + "where".length, end).trim() : null;
  return set && { table, set, where: filter };
}

function isOfOneRow(body: Node): boolean {
  const relation = nodeOf(body, "relation");
  const others = ["withClause", "returningClause"].some((key) => nodeOf(body, key) !== null);
  const lists = ["fromClause", "returningList"].some((key) => listOf(body, key).length > 0);
  return !others && !lists && !nodeOf(relation, "alias") && relation?.inh === true && !readsElsewhere(body);
}

/** Each column with its expression; `null` where one is not plain. */
function setParts(
  source: SqlText,
  inside: readonly SqlToken[],
  end: number,
  body: Node,
): Readonly<Record<string, string>> | null {
  const targets = wrappedIn(body, "targetList", "ResTarget");
  const set: Record<string, string> = {};
  for (const [index, target] of targets.entries()) {
    const next = targets[index + 1];
    const equals = inside.find((it) => it.start > Number(target.location) && it.name === "=");
    const stop = next ? lastComma(inside, Number(next.location)) : end;
    if (!isPlain(target) || !equals || stop === undefined) return null;
    const expression = source.slice(equals.start + 1, stop).trim();
    if (/^(default)?$/i.test(expression)) return null;
    set[textOf(target, "name") ?? ""] = expression;
  }
  return targets.length > 0 ? set : null;
}

const isPlain = (target: Node): boolean =>
  listOf(target, "indirection").length === 0 &&
  !nodeOf(nodeOf(target, "val"), "MultiAssignRef") &&
  textOf(target, "name") !== null;

const readsElsewhere = (body: Node): boolean =>
  [...nodesIn({ targets: body.targetList, where: body.whereClause })].some(
    ([key]) => key === "SubLink" || key === "CurrentOfExpr",
  );

const lastComma = (tokens: readonly SqlToken[], before: number): number | undefined =>
  tokens.findLast((it) => it.start < before && it.name === ",")?.start;
