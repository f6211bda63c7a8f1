import { Argument, type Command } from "commander";
import type { z } from "zod";
import { expandPlan } from "#contracts/plan-expansion.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-code.ts";
import { findDatabase } from "../find.ts";
import { findingLine } from "./plan.ts";

interface ExpandOptions {
  readonly database: string;
  readonly write?: boolean;
  readonly json?: boolean;
}
type Expanded = z.output<typeof expandPlan.response>;

export function expandCommand(program: Command, cli: Cli): void {
  program
    .command("expand")
    .description("Write the phases of a plan's operations, from a database's catalog. Exit code 5 when they cannot be")
    .addArgument(new Argument("<plan>", "plan document in YAML or JSON; - reads standard input"))
    .requiredOption("--database <database>", "whose tables, sizes and rows are looked at")
    .option("--write", "put the phases into the file instead of printing the plan")
    .option("--json", "print JSON")
    .action(async (file: string, { database, ...options }: ExpandOptions) => {
      const source = await cli.readText(file);
      const api = await cli.api();
      const { id: databaseId } = await findDatabase(api, database);
      const expanded = await api.call(expandPlan, { body: { source, databaseId } });
      const isWritten = options.write === true && file !== "-" && expanded.source !== null;
      if (isWritten && expanded.source !== null) await cli.writeText(file, expanded.source);
      if (options.json) cli.terminal.write(`${JSON.stringify(expanded, null, 2)}\n`);
      else tell(cli, file, expanded, isWritten);
      if (!expanded.valid) cli.exitWith(EXIT.invalidPlan);
    });
}

/** The plan goes to standard output or into the file; what there is to say about it, to standard error. */
function tell({ terminal }: Cli, file: string, { source, findings, notes }: Expanded, isWritten: boolean): void {
  for (const finding of findings) terminal.complain(findingLine(file, finding));
  for (const note of notes) terminal.complain(`${file}: note: ${note}`);
  if (source === null) terminal.complain(`${file}: no phases were written.`);
  else if (isWritten) terminal.complain(`${file}: the phases are written.`);
  else terminal.write(source);
}
