import type { Command } from "commander";
import type { z } from "zod";
import * as contract from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Cli } from "../cli.ts";
import { describeRollout } from "../describe-rollout.ts";
import { findRolloutId } from "../find.ts";
import { type JsonOption, print, table } from "../print.ts";
import { watchRollout } from "../watch-rollout.ts";

interface RollbackOptions extends JsonOption {
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly wait?: boolean;
}
type Preview = z.output<typeof contract.previewRollback.response>;

function textOf({ steps, stopsAt, blockers }: Preview): string {
  const undone = table(
    ["STEP", "UNDONE BY"],
    steps.map((step) => [step.stepId, step.undo.summary]),
    "Nothing is left to undo.",
  );
  const end = stopsAt
    ? [`Stops at ${stopsAt.stepId} (${stopsAt.title}), which cannot be undone; the steps before it stay.`]
    : [];
  return [undone, ...end, ...blockers.map((it) => `In the way: ${it.message} ${it.fix}`)].join("\n");
}

/** A rollback is confirmed with what it will do: by answering, or by `--yes` where nobody can. */
async function confirmed(cli: Cli, preview: Preview, { yes, json }: RollbackOptions): Promise<boolean> {
  if (yes) return true;
  if (!cli.terminal.isInteractive || json) {
    throw new DomainError("invalid-input", "A rollback must be confirmed: look at it with --dry-run, then add --yes.");
  }
  cli.terminal.write(`${textOf(preview)}\n`);
  return await cli.terminal.confirm("Roll back now?");
}

export function rollbackCommand(noun: Command, cli: Cli): void {
  noun
    .command("rollback")
    .description("Undo the steps in reverse order, up to the point of no return")
    .argument("<rollout>", "id, or its beginning")
    .option("--dry-run", "only say what it would do")
    .option("--yes", "do it without asking")
    .option("--reason <text>", "why; everybody sees it")
    .option("--wait", "show its progress until it ends; exit code 11 when all is rolled back, 10 when that failed")
    .option("--json", "print JSON; with --wait a line for each change")
    .action(async (rollout: string, options: RollbackOptions) => {
      const api = await cli.api();
      const params = { rolloutId: await findRolloutId(api, rollout) };
      const preview = await api.call(contract.previewRollback, { params });
      if (options.dryRun) return print(cli.terminal, options, preview, textOf);
      if (!(await confirmed(cli, preview, options))) return cli.terminal.complain("Nothing was changed.");
      const after = await api.call(contract.rollbackRollout, { params, body: { reason: options.reason ?? "" } });
      if (options.wait) await watchRollout(cli, after.id, options);
      else print(cli.terminal, options, after, describeRollout);
    });
}
