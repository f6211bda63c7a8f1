import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { acceptFindings } from "#core/lint/accept-findings.ts";
import { arrangeFiles } from "#core/lint/arrange-files.ts";
import { formatRecords } from "#core/lint/formats/format-records.ts";
import { FORMATS } from "#core/lint/formats/formats.ts";
import { isFailing } from "#core/lint/formats/is-failing.ts";
import { joinReports } from "#core/lint/join-reports.ts";
import type { LintReport } from "#core/lint/lint-report.ts";
import { LINT_RULE_IDS, lintRuleWords } from "#core/lint/lint-rule-words.ts";
import type { LintSettings } from "#core/lint/lint-settings.ts";
import { matchesPath } from "#core/lint/matches-path.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";
import { findLintConfig } from "./find-lint-config.ts";
import type { LintOptions } from "./lint-options.ts";
import { lintSets } from "./lint-sets.ts";
import { projectOf } from "./project-of.ts";
import { readLintFiles } from "./read-lint-files.ts";

const NO_SETTINGS: LintSettings = { rules: {}, suppressions: [], ignore: [] };

/** `sluice lint`: reads, judges, prints, and says by its exit code whether something failed. */
export async function runLint(cli: Cli, paths: readonly string[], options: LintOptions): Promise<void> {
  if (options.database === "-" && paths.includes("-")) {
    throw new CliError("Standard input is either the SQL or the database's URL, not both.", EXIT.usage);
  }
  const { settings, folder } = await readSettings(options.config);
  // Patterns of the configuration are seen from its folder.
  const fromConfig = (path: string) => relative(folder, resolve(path)).replaceAll("\\", "/");
  const isIgnored = (path: string) => settings.ignore.some((pattern) => matchesPath(fromConfig(path), pattern));
  const found = await readLintFiles(paths, isIgnored, () => cli.readText("-"));
  if (found.sql.length + found.plans.length + found.code.length + found.unreadable.length === 0) {
    throw new CliError(
      `There is no SQL file and no plan document in ${paths.join(", ")}${settings.ignore.length > 0 ? ` that ${folder} does not ignore` : ""}.`,
      EXIT.usage,
    );
  }
  const dialect = options.engine ?? settings.engine;
  const sets = arrangeFiles([...found.sql, ...found.neighbours], {
    beside: found.beside,
    projectOf,
    dialect,
    runner: options.runner ?? settings.runner,
    transaction: options.transaction ?? settings.transaction,
  });
  const parts = await lintSets(cli, { found, sets, options, settings, folder });
  const files = [...found.sql, ...found.plans, ...found.code];
  const report = joinReports(parts, { files, hasDatabase: options.database !== undefined });
  const today = new Date(cli.now()).toISOString().slice(0, 10);
  finish(cli, { ...report, findings: acceptFindings(report.findings, settings, today, fromConfig) }, settings, options);
}

async function readSettings(
  config: string | undefined,
): Promise<{ readonly settings: LintSettings; readonly folder: string }> {
  const path = config ?? findLintConfig(".");
  if (path === null) return { settings: NO_SETTINGS, folder: process.cwd() };
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new CliError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, EXIT.usage, error);
  });
  const { readLintSettings } = await import("./read-lint-settings.ts");
  const shown = relative(process.cwd(), resolve(path)) || path;
  return { settings: readLintSettings(shown, text, LINT_RULE_IDS), folder: dirname(resolve(path)) };
}

/** In Sluice's own tree: an address on this machine would lead nobody else anywhere. */
const OWN_DOCS = "docs/rules.md";

function finish(cli: Cli, report: LintReport, settings: LintSettings, options: LintOptions): void {
  const wanted = options.failOn ?? settings.failOn ?? "error";
  const failOn = wanted === "never" ? null : wanted;
  const format = options.json ? formatRecords : FORMATS[options.format];
  const text = format(report, { failOn, ruleWords: lintRuleWords, docs: settings.docs ?? OWN_DOCS });
  if (text !== "") cli.terminal.write(`${text}\n`);
  if (report.findings.some((finding) => isFailing(finding, failOn))) cli.exitWith(EXIT.unexpected);
}
