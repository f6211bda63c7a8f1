import type { RowLayer } from "./row-rule.ts";

/**
 * The layers with only what the named columns follow from: what else a plan computes is neither evaluated nor in the
 * way of an answer. `namesIn` tells the names in an expression; `fold` what makes two names one.
 */
export function neededLayers(
  layers: readonly RowLayer[],
  names: Iterable<string>,
  { namesIn, fold }: { readonly namesIn: (sql: string) => Iterable<string>; readonly fold: (name: string) => string },
): readonly RowLayer[] {
  const needed = new Set([...names].map(fold));
  const add = (sql: string | null) => {
    for (const name of sql === null ? [] : namesIn(sql)) needed.add(fold(name));
  };
  const kept: RowLayer[] = [];
  for (const layer of layers.toReversed()) {
    const set = Object.entries(layer.set).filter(([name]) => needed.has(fold(name)));
    for (const [, sql] of set) add(sql);
    add(layer.copy?.where ?? null);
    kept.unshift({ ...layer, set: Object.fromEntries(set) });
  }
  return kept;
}
