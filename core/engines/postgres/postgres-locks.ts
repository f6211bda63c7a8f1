import type { LockFacts } from "#core/domain/lock-facts.ts";

/** From weak to strong. */
const MODES = [
  "none",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  "SHARE UPDATE EXCLUSIVE",
  "SHARE",
  "SHARE ROW EXCLUSIVE",
  "EXCLUSIVE",
  "ACCESS EXCLUSIVE",
] as const;
export type LockMode = (typeof MODES)[number];

/** `index`: builds an index, for which it reads the table. */
export type LockWork = "none" | "scan" | "index" | "rewrite";

/** What one statement, or one subcommand of ALTER TABLE, does. */
export interface LockEffect {
  readonly mode: LockMode;
  readonly work: LockWork;
  readonly why: string;
  readonly form?: LockFacts["form"];
}

export const strengthOf = (mode: LockMode): number => MODES.indexOf(mode);
export const blocksWrites = (mode: LockMode): boolean => strengthOf(mode) >= strengthOf("SHARE");
export const blocksReads = (mode: LockMode): boolean => mode === "ACCESS EXCLUSIVE";

export const effect = (mode: LockMode, work: LockWork, why: string, form?: LockFacts["form"]): LockEffect => ({
  mode,
  work,
  why,
  ...(form === undefined ? {} : { form }),
});

/** Subcommands share one statement: the strongest lock is held while each does its work. */
export function lockFacts(effects: readonly LockEffect[]): LockFacts {
  const mode = effects.reduce<LockMode>(
    (most, { mode: it }) => (strengthOf(it) > strengthOf(most) ? it : most),
    "none",
  );
  const rewrites = effects.some(({ work }) => work === "rewrite");
  const scans = effects.some(({ work }) => work === "scan" || work === "index");
  const [only] = effects;
  const form = effects.length === 1 && only?.form ? only.form : formOf(mode, scans || rewrites);
  const whys = [...new Set(effects.map(({ why }) => why))].filter((why) => why !== "");
  const mixed =
    effects.length > 1 && blocksWrites(mode) && effects.some((it) => it.work !== "none" && !blocksWrites(it.mode));
  return {
    lock: mode,
    blocksReads: blocksReads(mode),
    blocksWrites: blocksWrites(mode),
    rewrites,
    scans,
    form,
    summary: `${[
      ...whys,
      ...(mixed ? [`Together they hold ${mode} during the whole scan: split them`] : []),
      waitOf(mode, scans || rewrites),
    ].join(". ")}.`,
  };
}

function formOf(mode: LockMode, works: boolean): LockFacts["form"] {
  if (mode === "none") return "none";
  if (mode === "ACCESS SHARE" || mode === "ROW SHARE") return "read";
  if (mode === "ROW EXCLUSIVE") return "batch";
  // A waiting SHARE UPDATE EXCLUSIVE blocks no reader and no writer: it may take its time.
  return mode === "SHARE UPDATE EXCLUSIVE" && works ? "long" : "short";
}

function waitOf(mode: LockMode, works: boolean): string {
  if (blocksReads(mode))
    return works
      ? "Readers and writers wait until it has ended"
      : "Readers and writers wait for milliseconds, once it has the lock";
  if (blocksWrites(mode))
    return works ? "Writers wait until it has ended" : "Writers wait for milliseconds, once it has the lock";
  if (mode === "ROW EXCLUSIVE") return "Only writers of the same rows wait";
  if (mode === "none") return "Locks no table that is in use";
  return "Nobody who reads or writes waits";
}
