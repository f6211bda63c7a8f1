import type { Severity } from "#core/domain/finding.ts";
import type { LintFinding } from "../lint-report.ts";
import type { Format, FormatOptions } from "./format.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** SARIF 2.1.0, as code scanning takes it. */
export const formatSarif: Format = ({ findings, count, unlooked }, options) => {
  const rules = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  return JSON.stringify(
    {
      $schema: SCHEMA,
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "Sluice", rules: rules.map((rule) => ruleOf(rule, findings, options)) } },
          columnKind: "utf16CodeUnits",
          originalUriBaseIds: { "%SRCROOT%": { description: { text: "The folder that the command ran in" } } },
          results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
          properties: {
            statements: count.statements,
            analysed: count.analysed,
            rulesThatCouldNotLook: unlooked.length,
          },
        },
      ],
    },
    null,
    2,
  );
};

function ruleOf(id: string, findings: readonly LintFinding[], { ruleWords, docs }: FormatOptions) {
  const words = ruleWords(id);
  const severity: Severity = findings.find(({ rule }) => rule === id)?.severity ?? "warning";
  const place = `${docs}#${id}`;
  // SARIF takes an absolute address only: a path is told in the text.
  const isPublic = /^https?:/.test(docs);
  const text = words
    ? `${words.why}\n\nSafer: ${words.safer}`
    : "Told of the plan document. See docs/plan-document.md.";
  return {
    id,
    shortDescription: { text: words?.title ?? id },
    fullDescription: { text: words?.why ?? id },
    help: {
      text: `${text}\n\n${place}`,
      markdown: `${text}\n\n${isPublic ? `[${id}](${place})` : `\`${place}\``}`,
    },
    ...(isPublic ? { helpUri: place } : {}),
    defaultConfiguration: { level: severity },
  };
}

function resultOf(finding: LintFinding, ruleIndex: number) {
  const { file, line, column, rule, severity, message, fix, lock, blocks, rewrite, accepted } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: fix === undefined ? message : `${message}\n\nSafer: ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: uriOf(file),
          region: { startLine: line, startColumn: column },
        },
      },
    ],
    ...(accepted
      ? {
          suppressions: [{ kind: accepted.by === "source" ? "inSource" : "external", justification: accepted.reason }],
        }
      : {}),
    properties: { lock, blocks, rewrite },
  };
}

/** A path that leads out of the folder, or from the root, is not below it. */
function uriOf(file: string) {
  const uri = file.replace(/^\.\//, "").split("/").map(encodeURIComponent).join("/");
  if (file.startsWith("/")) return { uri: `file://${uri}` };
  return file.startsWith("../") ? { uri } : { uri, uriBaseId: "%SRCROOT%" };
}
