import type { Dialect } from "#core/domain/dialect.ts";
import type { Severity } from "#core/domain/finding.ts";
import type { Fact } from "./fact.ts";
import type { HeldLock } from "./held-lock.ts";
import type { Scene } from "./scene.ts";
import type { SourcePlace } from "./source-place.ts";

export const RULE_CATEGORIES = [
  "locks",
  "data loss",
  "failures",
  "compatibility",
  "indexes",
  "constraints",
  "transactions",
  "design",
  "privileges",
  "data changes",
  "sqlite",
  "not analysed",
] as const;
export type RuleCategory = (typeof RULE_CATEGORIES)[number];

/** What a rule says about itself; `docs/rules.md` is made of it. */
export interface RuleText {
  /** Stable: waivers and settings name it. */
  readonly id: string;
  readonly title: string;
  readonly engines: readonly Dialect[];
  readonly category: RuleCategory;
  readonly detects: string;
  /** The lock, what it blocks, whether rows are read or copied; or what breaks. */
  readonly why: string;
  readonly safer: string;
  /** Facts without which it says nothing: where one is missing, it is counted as not having looked. */
  readonly needs?: readonly Fact[];
  /** Why it can be a warning though nobody waits long: its lock is then not what it warns of. */
  readonly evenIfBrief?: string;
  /** A house rule: asked only where the settings ask for it. */
  readonly optional?: true;
  /** Rules that tell the same cause better: where one of them speaks of the same statement, this one is silent. */
  readonly yieldsTo?: readonly string[];
}

/** What a rule found. */
export interface Told {
  readonly message: string;
  readonly severity: Severity;
  /** Of the offending clause; the statement's where it is left out. */
  readonly place?: SourcePlace | undefined;
  /** In place of the rule's own safer way. */
  readonly fix?: string | undefined;
  readonly held?: HeldLock | undefined;
}

/** One thing that can be wrong with a statement, judged in its place: one file each, all in `RULES`. */
export interface Rule extends RuleText {
  check(scene: Scene): readonly Told[];
  /** Whether the statement is of the kind that it is about; left out where all are. */
  concerns?(scene: Scene): boolean;
}
