import { type Command, InvalidArgumentError, Option } from "commander";
import { DIALECTS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { SEVERITIES } from "#core/domain/finding.ts";
import { RUNNER_IDS, TRANSACTION_MODES } from "#core/domain/migration-runner-id.ts";
import { FORMAT_NAMES } from "#core/lint/formats/format-name.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";
import type { LintOptions } from "../lint/lint-options.ts";

function postgresVersion(text: string): number {
  if (!/^1[4-8]$/.test(text)) throw new InvalidArgumentError("A major version from 14 to 18 is needed.");
  return Number(text);
}

export function lintCommand(program: Command, cli: Cli): void {
  program
    .command("lint")
    .description("Analyse SQL migrations and plan documents, without a server. Exit code 1 when something is found")
    .argument("<paths...>", "files and folders; - reads SQL from standard input")
    .addOption(new Option("--engine <engine>", "in place of what the files suggest").choices(DIALECTS))
    .option("--pg-version <major>", "PostgreSQL's major version, 14 to 18", postgresVersion)
    .option("--database <url>", "look at this database too, read-only; - reads the URL from standard input")
    .option("--schema <dump>", "a schema dump: what the database has before the migrations")
    .option("--since <ref>", "migrations that this git ref has are taken as applied")
    .option("--applied-through <version>", "migrations up to this one are taken as applied")
    .addOption(new Option("--runner <runner>", "in place of what is recognised").choices(RUNNER_IDS))
    .addOption(new Option("--transaction <mode>", "how files are sent").choices(TRANSACTION_MODES))
    .option("--config <file>", "in place of the nearest sluice-lint.yaml")
    .addOption(new Option("--format <format>", "how findings are told").choices(FORMAT_NAMES).default("text"))
    .addOption(
      new Option("--fail-on <severity>", "exit code 1 from this severity on").choices([...SEVERITIES, "never"]),
    )
    .option("--json", "print a JSON object for each finding, one a line")
    .action(async (paths: string[], options: LintOptions) => {
      const { runLint } = await import("../lint/run-lint.ts");
      await runLint(cli, paths, options).catch((error: unknown) => {
        if (error instanceof DomainError || error instanceof CliError) throw error;
        // 1 says that something was found; that nothing could be looked at is something else.
        throw new CliError(`Unexpected: ${error instanceof Error ? error.message : String(error)}`, EXIT.usage, error);
      });
    });
}
