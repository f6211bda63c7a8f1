import type { Dialect } from "#core/domain/dialect.ts";
import type { AnalysisSettings } from "./analysis-settings.ts";
import { applyWaivers } from "./apply-waivers.ts";
import { judgeStatement } from "./judge-statement.ts";
import { RULES } from "./rules.ts";
import type { StagedStatement } from "./scene.ts";
import type { SchemaModel } from "./schema-model.ts";
import type { ScriptFinding } from "./script-finding.ts";
import type { ScriptPart } from "./script-part.ts";
import { type ScriptAnalyser, stageScript, type UnreadPart } from "./stage-script.ts";
import type { TargetFacts } from "./target-facts.ts";
import type { UnlookedRule } from "./unlooked-rule.ts";
import { unlookedRules } from "./unlooked-rules.ts";
import { waiversIn } from "./waivers-in.ts";

export interface ScriptUnderAnalysis {
  readonly engine: Dialect;
  readonly analyser: ScriptAnalyser;
  /** In the order in which they run: the steps of a plan, the files of a folder, or one text. */
  readonly parts: readonly ScriptPart[];
  /** The schema before the first of them. */
  readonly model: SchemaModel;
  /** The server's major version, such as 18; for SQLite 3.53 it is 3.53. */
  readonly version: number;
  readonly target: TargetFacts;
  readonly settings: AnalysisSettings;
}

export interface ScriptAnalysis {
  /** In the order of the script. What is suppressed is among them, and marked. */
  readonly findings: readonly ScriptFinding[];
  /** Statements whose effects could be told, of `total`. */
  readonly analysed: number;
  readonly total: number;
  /** Rules that had nothing to judge by. */
  readonly unlooked: readonly UnlookedRule[];
  readonly script: readonly StagedStatement[];
  readonly after: SchemaModel;
}

/** What the statements of a script will do to those who use the database, judged where they stand. */
export async function analyseScript(input: ScriptUnderAnalysis): Promise<ScriptAnalysis> {
  const { engine, analyser, parts, model, version, target, settings } = input;
  const { script, unread, after } = await stageScript(analyser, parts, model, version);
  const stage = { engine, version, target, settings, script };
  const rules = RULES.filter(
    ({ id, engines, optional }) =>
      engines.includes(engine) && settings.rules[id] !== "off" && (!optional || settings.rules[id] !== undefined),
  );
  const scenes = script.map((at, index) => ({ ...stage, at, index }));
  const told = scenes.flatMap((scene) => judgeStatement(scene, rules));
  const waivers = parts.flatMap((part) =>
    waiversIn(
      part,
      script.filter((it) => it.part === part),
    ),
  );
  return {
    findings: applyWaivers([...unread.map(notReadable), ...told], waivers),
    analysed: script.filter(({ effects }) => effects.analysable).length,
    total: script.length + unread.length,
    unlooked: unlookedRules(scenes, rules, told),
    script,
    after,
  };
}

const notReadable = ({ part, message, line, column }: UnreadPart): ScriptFinding => ({
  rule: "sql-syntax",
  severity: "error",
  part: part.id,
  message: `Not analysed, for it cannot be read: ${message}`,
  line,
  column,
});
