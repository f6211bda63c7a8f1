import type { LockLimits } from "../../analysis-settings.ts";
import { modelKey } from "../../model-key.ts";
import { onStatement } from "../../on-statement.ts";
import type { StagedStatement } from "../../scene.ts";
import { lockedTables } from "../../scene-facts.ts";
import { severityOf } from "../../severity-of.ts";
import { shortName } from "../../sized-name.ts";
import { duration, workOf } from "../../told-of-lock.ts";

export const releaseLockBudget = onStatement(
  {
    id: "release-lock-budget",
    title: "Lock time of a whole release",
    engines: ["postgresql"],
    category: "transactions",
    needs: ["sizes"],
    detects: "The sum of predicted lock time on a table in one release is too high",
    why: "Each alone looked fine",
    safer: "Spread it over several releases.",
  },
  (scene) => {
    const { script, index, settings } = scene;
    const mine = lockMs(scene.at, settings.limits);
    if (mine.size === 0) return null;
    const spent = new Map<string, number>();
    for (const it of script.slice(0, index + 1)) {
      for (const [name, ms] of lockMs(it, settings.limits)) spent.set(name, (spent.get(name) ?? 0) + ms);
    }
    const over = [...mine].find(
      ([name, ms]) =>
        (spent.get(name) ?? 0) > settings.limits.releaseMs &&
        (spent.get(name) ?? 0) - ms <= settings.limits.releaseMs &&
        ms < (spent.get(name) ?? 0),
    );
    if (!over) return null;
    return {
      severity: "warning",
      message: `All statements together hold ${over[0]} for ${duration(spent.get(over[0]) ?? 0)}, though each by itself is short`,
    };
  },
);

/** Milliseconds of work under a lock that somebody waits for, by table. */
function lockMs(it: StagedStatement, limits: LockLimits): ReadonlyMap<string, number> {
  return new Map(
    lockedTables(it).flatMap((effect) => {
      const facts = it.before.tables.get(modelKey(effect.relation))?.facts ?? null;
      const ms = severityOf(workOf(effect), effect.blocks, facts, limits)?.ms ?? 0;
      return ms > 0 ? [[shortName(effect.relation), ms] as const] : [];
    }),
  );
}
