import { analyseScript } from "#core/analysis/analyse-script.ts";
import { DEFAULT_SETTINGS } from "#core/analysis/analysis-settings.ts";
import { RULES } from "#core/analysis/rules.ts";
import type { ScriptPart } from "#core/analysis/script-part.ts";
import { UNKNOWN_TARGET } from "#core/analysis/target-facts.ts";
import { postgresAnalyser } from "#core/engines/postgres/postgres-analyser.ts";
import { modelFor, type TruthCase } from "./lock-truth.ts";

export interface RuleAlarms {
  /** Warns, or worse, of a lock that it names. */
  readonly ofLock: boolean;
  /** Warns of something else, such as rows that are gone, and names the lock beside it. */
  readonly ofElse: boolean;
}

/** All that Sluice's own runner sees to is seen to: what is left is the statement. */
const CARE: ScriptPart["care"] = { lockTimeout: true, statementTimeout: true, session: true, indexLeftovers: true };
const WARNS_OF_ELSE = new Set(RULES.flatMap(({ id, evenIfBrief }) => (evenIfBrief === undefined ? [] : [id])));

/** What the rules, as a user sees them, say of a case whose schema is known and whose sizes are not. */
export async function ruleAlarms(it: TruthCase, version: number): Promise<RuleAlarms> {
  const part: ScriptPart = {
    id: it.id,
    text: it.sql,
    runBy: it.alone ? "own" : "wrapped",
    care: CARE,
    madeBy: "author",
    phase: null,
    undo: "stated",
    waivers: [],
  };
  const { findings } = await analyseScript({
    engine: "postgresql",
    analyser: postgresAnalyser,
    parts: [part],
    model: await modelFor(it),
    version,
    target: UNKNOWN_TARGET,
    settings: DEFAULT_SETTINGS,
  });
  const named = findings.filter(({ severity, lock }) => severity !== "note" && lock !== undefined);
  return {
    ofLock: named.some(({ rule }) => !WARNS_OF_ELSE.has(rule)),
    ofElse: named.some(({ rule }) => WARNS_OF_ELSE.has(rule)),
  };
}
