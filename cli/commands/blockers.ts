import type { Command } from "commander";
import * as contract from "#contracts/lock-blocker.ts";
import type { Cli } from "../cli.ts";
import { describeBlockers } from "../describe-blockers.ts";
import { findRolloutId } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

export function blockersCommand(program: Command, cli: Cli): void {
  program
    .command("blockers")
    .description("Who holds the lock that a step of a rollout waits for")
    .argument("<rollout>", "id, or its beginning")
    .option("--json", "print JSON")
    .action(async (rollout: string, options: JsonOption) => {
      const api = await cli.api();
      const params = { rolloutId: await findRolloutId(api, rollout) };
      print(cli.terminal, options, await api.call(contract.listLockBlockers, { params }), describeBlockers);
    });
}
