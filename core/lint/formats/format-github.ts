import type { Severity } from "#core/domain/finding.ts";
import type { Format } from "./format.ts";

const COMMAND: Record<Severity, string> = { error: "error", warning: "warning", note: "notice" };

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** Workflow commands, which GitHub shows as annotations beside the lines. */
export const formatGithub: Format = ({ findings, count }, { ruleWords }) =>
  [
    ...findings
      .filter(({ accepted }) => accepted === null)
      .map(({ file, line, column, rule, severity, message, fix }) => {
        const safer = fix ?? ruleWords(rule)?.safer;
        const place = `file=${escapeProperty(file)},line=${line},col=${column},title=${escapeProperty(rule)}`;
        return `::${COMMAND[severity]} ${place}::${escapeData(safer === undefined ? message : `${message}\nSafer: ${safer}`)}`;
      }),
    `${count.files} files, ${count.analysed} of ${count.statements} statements analysed.`,
  ].join("\n");
