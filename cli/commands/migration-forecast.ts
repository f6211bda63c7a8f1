import type { Command } from "commander";
import { startForecast } from "#contracts/forecast.ts";
import type { Cli } from "../cli.ts";
import { describeForecast } from "../describe-forecast.ts";
import { findDatabase, findMigration } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

/** Takes its place beside the other commands on migrations. */
export function migrationForecastCommand(noun: Command, cli: Cli): void {
  noun
    .command("forecast")
    .description("Locks, time, disk and WAL of each step of the newest revision on a database; reads only")
    .argument("<migration>", "name or id")
    .requiredOption("--database <database>", "name or id")
    .option("--json", "print JSON")
    .action(async (migration: string, { database, ...options }: JsonOption & { readonly database: string }) => {
      const api = await cli.api();
      const { id: migrationId } = await findMigration(api, migration);
      const { id: databaseId } = await findDatabase(api, database);
      const found = await api.call(startForecast, { params: { migrationId }, body: { databaseId } });
      print(cli.terminal, options, found, describeForecast);
    });
}
