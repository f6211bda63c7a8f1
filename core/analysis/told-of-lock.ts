import type { Severity } from "#core/domain/finding.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { Told } from "./rule.ts";
import type { Scene } from "./scene.ts";
import { effectOn, factsOf, tableIn } from "./scene-facts.ts";
import type { TableFacts } from "./schema-model.ts";
import { type LockedWork, severityOf } from "./severity-of.ts";
import { sizedName } from "./sized-name.ts";
import type { RelationEffect } from "./statement-effects.ts";
import { waitingPerSecond } from "./table-traffic.ts";

export interface LockClaim {
  /** Said with the table's name and size, such as "Reads all of city (8 rows)". */
  readonly does: (table: string) => string;
  readonly work: LockedWork;
  /** No less than this, for what is worth a word whoever waits. */
  readonly atLeast?: Severity;
  readonly fix?: string | undefined;
  /** `does` says who waits and how long; nothing is added to it. */
  readonly saysWait?: true;
}

const WEIGHT: Record<Severity, number> = { note: 0, warning: 1, error: 2 };

/**
 * What a lock on a table means to those who wait for it. `null` where nobody can: the table was made by this script, or the
 * statement blocks nobody there.
 */
export function toldOfLock(scene: Scene, written: WrittenName, claim: LockClaim): Told | null {
  const effect = effectOn(scene, written);
  return effect && told(scene, effect, claim, effect.rewrites);
}

/** The same of a lock that an earlier statement of the transaction took and that is held still. */
export const toldOfHeld = (scene: Scene, effect: RelationEffect, claim: LockClaim): Told | null =>
  // Of an earlier statement only the lock is left, not its work.
  told(scene, effect, claim, effect.rewrites && scene.at.effects.relations.includes(effect));

function told(scene: Scene, effect: RelationEffect, claim: LockClaim, rewrite: boolean): Told | null {
  const table = tableIn(scene, effect.relation);
  if (table?.bornHere) return null;
  const facts = factsOf(scene, effect.relation);
  const judged = severityOf(claim.work, effect.blocks, facts, scene.settings.limits);
  if (!judged) return null;
  const least = claim.atLeast ?? "note";
  const does = claim.does(sizedName(effect.relation, facts));
  const wait = `; ${waiters(effect)} wait${howLong(claim.work, judged.ms)}${traffic(facts, effect)}`;
  return {
    message: claim.saysWait ? does : `${does}${wait}`,
    severity: WEIGHT[judged.severity] < WEIGHT[least] ? least : judged.severity,
    fix: claim.fix,
    held: { lock: effect.lock, blocks: effect.blocks, rewrite },
  };
}

/** The work that an effect does under its lock. */
export function workOf({ rewrites, buildsIndex, scans }: RelationEffect): LockedWork {
  if (rewrites) return "rewrite";
  if (buildsIndex) return "build";
  return scans ? "scan" : "brief";
}

export const waiters = ({ blocks }: Pick<RelationEffect, "blocks">): string =>
  blocks.length > 1 ? "readers and writers" : blocks[0] === "reads" ? "readers" : "writers";

function howLong(work: LockedWork, ms: number | null): string {
  if (work === "brief") return ", briefly";
  return ms === null ? " meanwhile; how long is not known, since the size of the table is not" : `, ${duration(ms)}`;
}

export function duration(ms: number): string {
  if (ms < 1_000) return "less than a second";
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `about ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`;
}

function traffic(facts: TableFacts | null, { blocks }: RelationEffect): string {
  const rate = waitingPerSecond(facts, blocks);
  const what = blocks.length > 1 ? "reads and writes" : (blocks[0] ?? "");
  return rate === null || rate < 1 ? "" : `, at ${Math.round(rate).toLocaleString("en")} ${what} a second`;
}
