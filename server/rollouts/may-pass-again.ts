import type { Engine } from "#core/engines/engine.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import { backfillFigures } from "./backfill-evidence.ts";

/**
 * Whether another pass can write no row twice. A column that is set from its own value changes with each pass, unless
 * the filter leaves written rows out: then few rows differ at the end. @throws DomainError `invalid-plan`.
 */
export async function mayPassAgain(
  { statements, capabilities }: Pick<Engine, "statements" | "capabilities">,
  backfill: Pick<BackfillRecord, "spec" | "shards" | "layout">,
): Promise<boolean> {
  const { set, where } = backfill.spec;
  const fold = (name: string) => (capabilities.namesIgnoreCase ? name.toLowerCase() : name);
  const written = new Set(Object.keys(set).map(fold));
  const uses = await Promise.all(Object.values(set).map((expression) => statements.readExpression(expression)));
  if (!uses.flat().some(({ column }) => written.has(fold(column)))) return true;
  const { differing, changed } = backfillFigures(backfill);
  return where !== null && differing < changed / 2;
}
