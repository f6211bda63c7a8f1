import type { Rule, RuleText, Told } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** A rule about a statement as a whole, or about its place among others. */
export const onStatement = (text: RuleText, judge: (scene: Scene) => Told | null | undefined | false): Rule => ({
  ...text,
  check: (scene) => {
    const told = judge(scene);
    return told ? [told] : [];
  },
});
