import { unlookedInWords } from "#core/analysis/unlooked-in-words.ts";
import type { Format } from "./format.ts";
import { isFailing } from "./is-failing.ts";

/** One JSON document: findings with what to do, what was accepted and why, and how much was analysed. */
export const formatJson: Format = ({ findings, count, sets, unlooked, hasDatabase }, { failOn, ruleWords }) =>
  JSON.stringify(
    {
      failed: findings.some((finding) => isFailing(finding, failOn)),
      findings: findings.map(({ fix, rule, ...rest }) => ({
        ...rest,
        rule,
        why: ruleWords(rule)?.why ?? null,
        safer: fix ?? ruleWords(rule)?.safer ?? null,
      })),
      count,
      sets,
      unlooked: { rules: unlooked, why: unlookedInWords(unlooked, hasDatabase) },
    },
    null,
    2,
  );
