import type { Command } from "commander";
import * as contract from "#contracts/lock-blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Cli } from "../cli.ts";
import { describeBlockers } from "../describe-blockers.ts";
import { findRolloutId } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

interface EndOptions extends JsonOption {
  readonly reason: string;
}

export function endSessionCommand(program: Command, cli: Cli): void {
  program
    .command("end-session")
    .description("End a session that is idle in a transaction and blocks a rollout; its transaction is undone")
    .argument("<rollout>", "id, or its beginning")
    .argument("<session>", "the pid that `sluice blockers` shows")
    .requiredOption("--reason <text>", "why; kept in the audit")
    .option("--json", "print JSON")
    .action(async (rollout: string, backend: string, { reason, ...options }: EndOptions) => {
      const api = await cli.api();
      const params = { rolloutId: await findRolloutId(api, rollout) };
      const { items } = await api.call(contract.listLockBlockers, { params });
      const identity = items.find((it) => it.backend === backend)?.identity;
      if (!identity) {
        const message = `Session ${backend} does not block this rollout now. No session was ended; look again: sluice blockers ${rollout}`;
        throw new DomainError("not-found", message);
      }
      const after = await api.call(contract.endLockBlocker, { params, body: { backend, identity, reason } });
      print(cli.terminal, options, after, describeBlockers);
    });
}
