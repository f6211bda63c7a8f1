import type { Phase } from "#core/domain/phase.ts";
import type { Waiver } from "./waiver.ts";

/**
 * How the runner sends a text: `wrapped` opens one transaction around it, `own` sends each statement in one of its own or in none,
 * so that the text's own BEGIN and COMMIT count.
 */
export type RunBy = "wrapped" | "own";

/** What the runner sees to, so that the text need not. */
export interface RunnerCare {
  readonly lockTimeout: boolean;
  readonly statementTimeout: boolean;
  /** Names its session and ends it when it idles in a transaction. */
  readonly session: boolean;
  /** Puts INVALID leftovers of a concurrent build away before it builds again. */
  readonly indexLeftovers: boolean;
}

/** One text of a script: a step of a plan, or a file. Parts are read in the order in which they run. */
export interface ScriptPart {
  /** A step's id, or a file's path. */
  readonly id: string;
  readonly text: string;
  readonly runBy: RunBy;
  readonly care: RunnerCare;
  /** Our own patterns are known by the step that makes them, and are not strangers. */
  readonly madeBy: "author" | "index-step" | "sync-step" | "backfill-step";
  /** Of a plan; `null` in plain SQL. */
  readonly phase: Phase | null;
  /** `unstated`: neither a way back nor that there is none. */
  readonly undo: "stated" | "none-stated" | "unstated";
  /** Of a file: one that is applied already and sorts after it. */
  readonly sortsBefore?: string | undefined;
  /** Said beside the text, not in it. */
  readonly waivers: readonly Waiver[];
}
