import type { Command } from "commander";
import * as contract from "#contracts/migration.ts";
import type { Cli } from "../cli.ts";
import { findDatabase, findMigration } from "../find.ts";
import { facts, type JsonOption, print, table } from "../print.ts";
import { migrationCheckCommand } from "./migration-check.ts";
import { migrationForecastCommand } from "./migration-forecast.ts";
import { shadowCommand } from "./migration-shadow.ts";

interface FileOption extends JsonOption {
  readonly file: string;
}
interface SubmitOptions extends JsonOption {
  readonly database?: readonly string[];
}
interface ReviewOptions extends JsonOption {
  readonly comment?: string;
  readonly digest?: string;
}

function textOf(migration: contract.Migration): string {
  const { blockers } = migration;
  const next = Object.entries(blockers).flatMap(([action, reasons]) => (reasons.length === 0 ? [action] : []));
  return [
    facts([
      ["Name", migration.name],
      ["Title", migration.title],
      ["State", migration.state.replaceAll("_", " ")],
      ["Revision", `${migration.revision} (digest ${migration.digest.slice(0, 12)})`],
      ["Author", migration.authorName],
      ["You may", next.join(", ") || "nothing now"],
      [
        "Last rollout",
        migration.lastRollout && `${migration.lastRollout.state} on ${migration.lastRollout.databaseName}`,
      ],
    ]),
    ...migration.decisions.map(
      ({ decision, revision, byName, at, comment, voidedAt }) =>
        `Revision ${revision} ${decision} by ${byName} at ${at}${voidedAt ? " (void: edited since)" : ""}${comment && `: ${comment}`}`,
    ),
  ].join("\n");
}

const list = (items: readonly contract.MigrationSummary[]): string =>
  table(
    ["NAME", "STATE", "REVISION", "AUTHOR", "TITLE"],
    items.map((it) => [it.name, it.state.replaceAll("_", " "), String(it.revision), it.authorName, it.title]),
    "There is no migration. Create one: sluice migration create -f plan.yaml",
  );

function reviewCommand(noun: Command, cli: Cli, decision: "approve" | "reject", description: string): void {
  noun
    .command(decision)
    .description(description)
    .argument("<migration>", "name or id")
    .option("--comment <text>", "why; everybody sees it")
    .option("--digest <digest>", "the revision that was read; refused when it is another by now (default: the newest)")
    .option("--json", "print JSON")
    .action(async (migration: string, { comment = "", digest, json }: ReviewOptions) => {
      const api = await cli.api();
      const found = await findMigration(api, migration);
      const body = { decision, digest: digest ?? found.digest, comment };
      const after = await api.call(contract.reviewMigration, { params: { migrationId: found.id }, body });
      print(cli.terminal, { json: json ?? false }, after, textOf);
    });
}

export function migrationCommand(program: Command, cli: Cli): void {
  const noun = program.command("migration").description("Migrations: their plans and reviews");
  noun
    .command("create")
    .description(
      "Create a migration from a plan document; a migration of that name gets a new revision only in the browser",
    )
    .requiredOption("-f, --file <plan>", "plan document in YAML or JSON; - reads standard input")
    .option("--json", "print JSON")
    .action(async ({ file, ...options }: FileOption) => {
      const source = await cli.readText(file);
      print(
        cli.terminal,
        options,
        await (await cli.api()).call(contract.createMigration, { body: { source } }),
        textOf,
      );
    });
  noun
    .command("list")
    .description("All migrations, newest first")
    .option("--json", "print JSON")
    .action(async (options: JsonOption) => {
      const { items } = await (await cli.api()).call(contract.listMigrations);
      print(cli.terminal, options, items, list);
    });
  noun
    .command("show")
    .description("A migration with its reviews and what may happen next")
    .argument("<migration>", "name or id")
    .option("--json", "print JSON")
    .action(async (migration: string, options: JsonOption) => {
      print(cli.terminal, options, await findMigration(await cli.api(), migration), textOf);
    });
  noun
    .command("submit")
    .description("Ask for review")
    .argument("<migration>", "name or id")
    .option("--database <database...>", "the databases that the plan is meant for (default: the only one that fits)")
    .option("--json", "print JSON")
    .action(async (migration: string, { database, ...options }: SubmitOptions) => {
      const api = await cli.api();
      const { id } = await findMigration(api, migration);
      const databaseIds: string[] = [];
      for (const name of database ?? []) databaseIds.push((await findDatabase(api, name)).id);
      const body = databaseIds.length > 0 ? { databaseIds } : {};
      print(
        cli.terminal,
        options,
        await api.call(contract.submitMigration, { params: { migrationId: id }, body }),
        textOf,
      );
    });
  migrationCheckCommand(noun, cli);
  migrationForecastCommand(noun, cli);
  shadowCommand(noun, cli);
  reviewCommand(noun, cli, "approve", "Approve the revision; the approval holds for its digest only");
  reviewCommand(noun, cli, "reject", "Reject the revision");
}
