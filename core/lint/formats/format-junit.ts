import type { LintFinding } from "../lint-report.ts";
import type { Format } from "./format.ts";
import { isFailing } from "./is-failing.ts";

/** XML 1.0 allows few control characters; the rest are not allowed even when they are escaped. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");

/** A suite for each file, a case for each finding; a file without any is a case that passed. */
export const formatJunit: Format = ({ findings, files }, { failOn, ruleWords }) => {
  const byFile = Map.groupBy(findings, ({ file }) => file);
  const failing = (list: readonly LintFinding[]) => list.filter((finding) => isFailing(finding, failOn)).length;
  const suites = files.map(({ path }) => {
    const found = byFile.get(path) ?? [];
    const cases =
      found.length === 0
        ? [`    <testcase classname="${xml(path)}" name="lint"/>`]
        : found.map((finding) => {
            const safer = finding.fix ?? ruleWords(finding.rule)?.safer;
            const place = `${finding.line}:${finding.column}`;
            const head = `<testcase classname="${xml(path)}" name="${xml(`${finding.rule} at ${place}`)}"`;
            if (finding.accepted) return `    ${head}><skipped message="${xml(finding.accepted.reason)}"/></testcase>`;
            const text = xml(`${path}:${place}: ${finding.message}${safer === undefined ? "" : ` ${safer}`}`);
            if (!isFailing(finding, failOn)) return `    ${head}><system-out>${text}</system-out></testcase>`;
            return `    ${head}><failure type="${finding.severity}" message="${xml(finding.message)}">${text}</failure></testcase>`;
          });
    return [
      `  <testsuite name="${xml(path)}" tests="${cases.length}" failures="${failing(found)}" skipped="${found.filter((it) => it.accepted).length}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  const tests = files.reduce((sum, { path }) => sum + Math.max(1, byFile.get(path)?.length ?? 0), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sluice lint" tests="${tests}" failures="${failing(findings)}">`,
    ...suites,
    "</testsuites>",
  ].join("\n");
};
