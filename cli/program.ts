import { Command } from "commander";
import type { Cli } from "./cli.ts";

type AddCommand = (program: Command, cli: Cli) => void;

/** All commands, written out. Only the one that was asked for is loaded: each brings what it needs. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  status: async () => (await import("./commands/status.ts")).statusCommand,
  database: async () => (await import("./commands/database.ts")).databaseCommand,
  migration: async () => (await import("./commands/migration.ts")).migrationCommand,
  plan: async () => (await import("./commands/plan.ts")).planCommand,
  expand: async () => (await import("./commands/expand.ts")).expandCommand,
  operations: async () => (await import("./commands/operations.ts")).operationsCommand,
  applications: async () => (await import("./commands/applications.ts")).applicationsCommand,
  lint: async () => (await import("./commands/lint.ts")).lintCommand,
  rollout: async () => (await import("./commands/rollout.ts")).rolloutCommand,
  blockers: async () => (await import("./commands/blockers.ts")).blockersCommand,
  "end-session": async () => (await import("./commands/end-session.ts")).endSessionCommand,
  token: async () => (await import("./commands/token.ts")).tokenCommand,
  why: async () => (await import("./commands/why.ts")).whyCommand,
  audit: async () => (await import("./commands/audit.ts")).auditCommand,
};

/** The program for these words. Nothing is read or sent before a command runs. */
export async function buildProgram(cli: Cli, argv: readonly string[]): Promise<Command> {
  const program = new Command("sluice")
    .description("Reviewed, phased database migrations with live backfills, from the command line")
    .addHelpText(
      "after",
      "\nReads SLUICE_URL and SLUICE_TOKEN, else .sluice/cli.json of the local installation.\nExit codes: docs/cli.md",
    );
  const [first = ""] = argv;
  const asked = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program, cli);
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
