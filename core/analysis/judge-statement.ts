import type { Rule, Told } from "./rule.ts";
import type { Scene } from "./scene.ts";
import type { ScriptFinding } from "./script-finding.ts";

interface Said {
  readonly rule: Rule;
  readonly told: Told;
}

/** What the rules say of one statement, each cause once. */
export function judgeStatement(scene: Scene, rules: readonly Rule[]): readonly ScriptFinding[] {
  const said: Said[] = [];
  for (const rule of rules) for (const told of rule.check(scene)) said.push({ rule, told });
  return said.filter((it) => !isSaidBetter(it, said)).map((it) => findingOf(scene, it));
}

function isSaidBetter({ rule, told }: Said, said: readonly Said[]): boolean {
  const { yieldsTo = [] } = rule;
  return said.some(
    (other) =>
      other.rule !== rule &&
      (yieldsTo.includes(other.rule.id) ||
        (yieldsTo.includes("locks") && other.told.held !== undefined && told !== other.told)),
  );
}

function findingOf({ at, settings }: Scene, { rule, told }: Said): ScriptFinding {
  const { line, column } = told.place ?? at.statement.place;
  const wanted = settings.rules[rule.id];
  return {
    rule: rule.id,
    severity: wanted === undefined || wanted === "on" || wanted === "off" ? told.severity : wanted,
    part: at.part.id,
    message: told.message,
    fix: told.fix ?? rule.safer,
    line,
    column,
    ...(told.held ? { lock: told.held.lock, blocks: told.held.blocks, rewrite: told.held.rewrite } : {}),
  };
}
