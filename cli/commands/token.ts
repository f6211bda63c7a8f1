import { type Command, Option } from "commander";
import * as contract from "#contracts/person.ts";
import { ROLES, type Role } from "#core/domain/role.ts";
import type { Cli } from "../cli.ts";
import { type JsonOption, print, table } from "../print.ts";
import { wholeNumber } from "../whole-number.ts";

interface CreateOptions extends JsonOption {
  readonly name: string;
  readonly role: Role;
  readonly expiresInDays?: number;
  readonly onlyHeartbeats?: boolean;
}

const list = (items: readonly contract.ApiToken[]): string =>
  table(
    ["NAME", "ROLE", "BEGINS WITH", "OWNER", "STATE", "ID"],
    items.map((it) => [it.name, it.role, it.prefix, it.ownerName, it.revokedAt ? "revoked" : "valid", it.id]),
    "There is no API token.",
  );

export function tokenCommand(program: Command, cli: Cli): void {
  const noun = program.command("token").description("API tokens");
  noun
    .command("create")
    .description("Create an API token; its secret is shown this once")
    .requiredOption("--name <name>", "what it is for")
    .addOption(
      new Option("--role <role>", "what it may do; not above your own role").choices(ROLES).makeOptionMandatory(),
    )
    .option("--only-heartbeats", "good for heartbeats of applications and nothing else; needs the role operator")
    .option("--expires-in-days <days>", "days it is valid (default: until revoked)", wholeNumber)
    .option("--json", "print JSON")
    .action(async ({ name, role, expiresInDays, onlyHeartbeats, json }: CreateOptions) => {
      const body = {
        name,
        role,
        ...(expiresInDays === undefined ? {} : { expiresInDays }),
        ...(onlyHeartbeats ? { only: "application.report" as const } : {}),
      };
      const made = await (await cli.api()).call(contract.createToken, { body });
      // The secret alone on standard output, so that it can be piped.
      if (!json) cli.terminal.complain(`Token ${made.token.name} (${made.token.role}); this is shown once:`);
      print(cli.terminal, { json: json ?? false }, made, ({ secret }) => secret);
    });
  noun
    .command("list")
    .description("Your API tokens; for an owner all")
    .option("--json", "print JSON")
    .action(async (options: JsonOption) => {
      const { items } = await (await cli.api()).call(contract.listTokens);
      print(cli.terminal, options, items, list);
    });
  noun
    .command("revoke")
    .description("Revoke an API token at once")
    .argument("<id>", "its id, as the list shows it")
    .option("--json", "print JSON")
    .action(async (tokenId: string, options: JsonOption) => {
      const done = await (await cli.api()).call(contract.revokeToken, { params: { tokenId } });
      print(cli.terminal, options, done, () => "The token is revoked.");
    });
}
