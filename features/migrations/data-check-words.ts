import type { Tone } from "#components/ui/badge.tsx";
import type { DataCheck } from "#contracts/data-check.ts";

export const VERDICT_LOOKS: Record<DataCheck["verdict"], { readonly tone: Tone; readonly word: string }> = {
  fails: { tone: "danger", word: "Fails" },
  differs: { tone: "warning", word: "Differs" },
  "not known": { tone: "warning", word: "Not known" },
  passes: { tone: "success", word: "Passes" },
};

/** A pass of a part of the rows is no pass of all. */
export const verdictWord = ({ verdict, sampled }: DataCheck): string =>
  verdict === "passes" && sampled ? "Passes in the sample" : VERDICT_LOOKS[verdict].word;

const ORDER: readonly DataCheck["verdict"][] = ["fails", "differs", "not known", "passes"];

/** What needs somebody first; otherwise in the order of the plan. */
export const byUrgency = (checks: readonly DataCheck[]): readonly DataCheck[] =>
  ORDER.flatMap((verdict) => checks.filter((it) => it.verdict === verdict));

/** "2 fail, 1 differs, 5 pass". */
export function tallyText(checks: readonly DataCheck[]): string {
  if (checks.length === 0) return "The plan asks nothing of the rows that are there";
  const count = (verdict: DataCheck["verdict"]) => checks.filter((it) => it.verdict === verdict).length;
  const [fails, differs] = [count("fails"), count("differs")];
  const [unknown, passes] = [count("not known"), count("passes")];
  const parts = [
    fails > 0 ? `${fails} ${fails === 1 ? "fails" : "fail"}` : null,
    differs > 0 ? `${differs} ${differs === 1 ? "differs" : "differ"}` : null,
    unknown > 0 ? `${unknown} not known` : null,
    passes > 0 ? `${passes} ${passes === 1 ? "passes" : "pass"}` : null,
  ];
  return parts.filter((it) => it !== null).join(", ");
}
