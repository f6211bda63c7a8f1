import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import * as contract from "#contracts/database.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import type { Cli } from "../cli.ts";
import { findDatabase } from "../find.ts";
import { bytes, facts, type JsonOption, print, table } from "../print.ts";

interface AddOptions extends JsonOption {
  readonly name: string;
  readonly environment?: string;
  readonly label: Readonly<Record<string, string>>;
  readonly acceptMissingRights?: boolean;
}

export function label(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("A label is key=value.");
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function textOf(database: contract.Database): string {
  const { probe, unreachable } = database;
  const lines = facts([
    ["Name", database.name],
    ["Id", database.id],
    ["Engine", probe?.version ?? DIALECT_LABELS[database.engine]],
    ["Place", database.place],
    ["Environment", database.environment],
    [
      "Labels",
      Object.entries(database.labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(" "),
    ],
    ["Size", probe && bytes(probe.bytes)],
    ["Replicas", probe?.replicas.map((it) => `${it.name} (${it.state})`).join(", ")],
    ["Open rollouts", String(database.activeRollouts)],
    ["Checked", database.checkedAt],
    ["Unreachable", unreachable && `since ${unreachable.since}: ${unreachable.reason}`],
  ]);
  const missing =
    probe?.missing.map((it) => `\nMissing: ${it.what}${it.required ? " (needed)" : ""}\n  ${it.grant}`) ?? [];
  const warnings = probe?.warnings.map((it) => `\nWarning: ${it}`) ?? [];
  return [lines, ...missing, ...warnings].join("\n");
}

const list = (items: readonly contract.Database[]): string =>
  table(
    ["NAME", "ENGINE", "PLACE", "ENVIRONMENT", "STATE"],
    items.map((it) => [
      it.name,
      DIALECT_LABELS[it.engine],
      it.place,
      it.environment,
      it.unreachable ? "unreachable" : "ok",
    ]),
    "No database is registered. Add one: sluice database add postgres://user:password@host/name --name NAME",
  );

export function databaseCommand(program: Command, cli: Cli): void {
  const noun = program.command("database").description("Databases that migrations run on");
  noun
    .command("add")
    .description("Register a database; its connection is tested first")
    .argument(
      "<url>",
      "postgres://user:password@host:5432/name or sqlite:/path/to/file.db; - reads it from standard input",
    )
    .requiredOption("--name <name>", "how it is called in Sluice")
    .option("--environment <environment>", `one of ${contract.ENVIRONMENTS.join(", ")} (default: production)`)
    .option("--label <key=value>", "a label; may be repeated", label, {})
    .option("--accept-missing-rights", "register it although rights are missing")
    .option("--json", "print JSON")
    .action(async (url: string, { name, environment, label: labels, acceptMissingRights, json }: AddOptions) => {
      const target = { url: url === "-" ? (await cli.readText("-")).trim() : url };
      // The contract checks the value and says which there are.
      const asked = environment === undefined ? {} : { environment: environment as contract.Database["environment"] };
      const body = { name, target, labels, acceptMissingRights: acceptMissingRights ?? false, ...asked };
      const api = await cli.api();
      print(cli.terminal, { json: json ?? false }, await api.call(contract.registerDatabase, { body }), textOf);
    });
  noun
    .command("list")
    .description("All registered databases")
    .option("--json", "print JSON")
    .action(async (options: JsonOption) => {
      const { items } = await (await cli.api()).call(contract.listDatabases);
      print(cli.terminal, options, items, list);
    });
  noun
    .command("show")
    .description("One database as it was last seen")
    .argument("<database>", "name or id")
    .option("--json", "print JSON")
    .action(async (database: string, options: JsonOption) => {
      print(cli.terminal, options, await findDatabase(await cli.api(), database), textOf);
    });
  noun
    .command("test")
    .description("Connect to it now and say what was found")
    .argument("<database>", "name or id")
    .option("--json", "print JSON")
    .action(async (database: string, options: JsonOption) => {
      const api = await cli.api();
      const { id } = await findDatabase(api, database);
      print(cli.terminal, options, await api.call(contract.testDatabase, { params: { databaseId: id } }), textOf);
    });
  noun
    .command("remove")
    .description("Remove it from Sluice; the database itself is not touched")
    .argument("<database>", "name or id")
    .option("--json", "print JSON")
    .action(async (database: string, options: JsonOption) => {
      const api = await cli.api();
      const { id, name } = await findDatabase(api, database);
      const done = await api.call(contract.removeDatabase, { params: { databaseId: id } });
      print(cli.terminal, options, done, () => `${name} is no longer registered. The database itself was not touched.`);
    });
}
