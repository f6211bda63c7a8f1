import type { OperationSql } from "../operation.ts";
import { anyOf, isChanged, type Side } from "./mapping-sql.ts";
import type { Place, TableRules } from "./table-rules.ts";

/**
 * The WHEN of the trigger on UPDATE: a row that is in step, of which no column of a rule changes, does not pay for the function. It
 * holds through the soak too, since it follows columns that are renamed. `null`: a BEFORE trigger cannot ask for generated columns.
 */
export function updateCondition(
  { table, rules, done, origin }: TableRules,
  side: Side,
  sql: Pick<OperationSql, "name">,
): string | null {
  const columns = rules.flatMap(({ old, new: added, ups, downs }): readonly Place[] => [
    ...[...old, ...added].map(({ place }) => place),
    ...[...ups, ...downs].flatMap(({ inputs }) => inputs),
  ]);
  const watched = [...new Map(columns.map((it) => [it.now, it])).values()];
  const isGenerated = ({ now }: Place) => table.columns.some((it) => it.name === now && it.generated !== null);
  if (watched.some(isGenerated)) return null;
  const flag = sql.name(done);
  return anyOf([
    `NOT OLD.${flag}`,
    `NOT NEW.${flag}`,
    ...(origin === null ? [] : [`NEW.${sql.name(origin)} IS NOT NULL`]),
    ...watched.map((it) => isChanged(it, sql, side)),
  ]);
}
