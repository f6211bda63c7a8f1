import type { Command } from "commander";
import { startDataChecks } from "#contracts/data-check.ts";
import type { Cli } from "../cli.ts";
import { describeDataChecks } from "../describe-data-checks.ts";
import { findDatabase, findMigration } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

/** Asks the rows of a database; takes its place beside the other commands on migrations. */
export function migrationCheckCommand(noun: Command, cli: Cli): void {
  noun
    .command("check")
    .description("Ask the rows of a database, reading only, whether the newest revision would fail on them")
    .argument("<migration>", "name or id")
    .requiredOption("--database <database>", "name or id")
    .option("--json", "print JSON")
    .action(async (migration: string, { database, ...options }: JsonOption & { readonly database: string }) => {
      const api = await cli.api();
      const { id: migrationId } = await findMigration(api, migration);
      const { id: databaseId } = await findDatabase(api, database);
      const run = await api.call(startDataChecks, { params: { migrationId }, body: { databaseId } });
      print(cli.terminal, options, run, describeDataChecks);
    });
}
