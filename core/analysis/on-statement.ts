import type { Rule, RuleText, Told } from "./rule.ts";
import type { Scene } from "./scene.ts";
import type { SchemaChange } from "./schema-change.ts";

const QUIET = new Set<SchemaChange["kind"]>(["transaction", "set", "select", "explain", "pragma"]);

/** A rule about a statement as a whole, or about its place among others. */
export const onStatement = (text: RuleText, judge: (scene: Scene) => Told | null | undefined | false): Rule => ({
  ...text,
  concerns: ({ at }) => at.statement.changes.some(({ kind }) => !QUIET.has(kind)),
  check: (scene) => {
    const told = judge(scene);
    return told ? [told] : [];
  },
});
