import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { databaseCommand } from "./commands/database.ts";
import { migrationCommand } from "./commands/migration.ts";
import { planCommand } from "./commands/plan.ts";
import { rolloutCommand } from "./commands/rollout.ts";
import { statusCommand } from "./commands/status.ts";
import { tokenCommand } from "./commands/token.ts";
import { whyCommand } from "./commands/why.ts";

/** All commands, written out. Nothing is read or sent before one of them runs. */
export function buildProgram(cli: Cli): Command {
  const program = new Command("sluice")
    .description("Reviewed, phased database migrations with live backfills, from the command line")
    .addHelpText(
      "after",
      "\nReads SLUICE_URL and SLUICE_TOKEN, else .sluice/cli.json of the local installation.\nExit codes: docs/cli.md",
    );
  statusCommand(program, cli);
  databaseCommand(program, cli);
  migrationCommand(program, cli);
  planCommand(program, cli);
  rolloutCommand(program, cli);
  tokenCommand(program, cli);
  whyCommand(program, cli);
  configure(program, cli);
  return program;
}

/** Every command throws instead of ending the process, and writes where the others do. */
function configure(command: Command, cli: Cli): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => cli.terminal.write(text),
    writeErr: (text) => cli.terminal.complain(text.trimEnd()),
  });
  for (const child of command.commands) configure(child, cli);
}
