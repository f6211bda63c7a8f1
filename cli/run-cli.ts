import { CommanderError } from "commander";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Cli } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, EXIT_CODE_OF } from "./exit-code.ts";
import { buildProgram } from "./program.ts";

interface Failure {
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly notes: readonly string[];
}

async function notesOf({ details, extra, code }: DomainError): Promise<string[]> {
  // Only here: zod would cost each start of the command line its time.
  const { problem } = await import("#contracts/problem.ts");
  const blockers = problem.shape.blockers.safeParse(extra.blockers);
  const places = details.map(({ message, line, column, path }) => {
    const place = line === undefined ? path : `line ${line}${column === undefined ? "" : `, column ${column}`}`;
    return place === undefined ? message : `${place}: ${message}`;
  });
  const reasons = blockers.success ? (blockers.data ?? []).map((it) => `${it.message} ${it.fix}`) : [];
  return [
    // The message of wrong input names them already.
    ...(code === "invalid-input" ? [] : places),
    ...reasons,
    ...(typeof extra.state === "string" ? [`It is now ${extra.state}.`] : []),
  ];
}

async function failureOf(error: unknown): Promise<Failure> {
  if (error instanceof DomainError) {
    const notes = await notesOf(error);
    return { exitCode: EXIT_CODE_OF[error.code], code: error.code, message: error.message, notes };
  }
  if (error instanceof CliError) return { exitCode: error.exitCode, code: "cli", message: error.message, notes: [] };
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.unexpected, code: "internal", message: `Unexpected: ${message}`, notes: [] };
}

/** Runs one command and answers its exit code. Failures go to standard error, with `--json` as one JSON object. */
export async function runCli(
  argv: readonly string[],
  makeCli: (exitWith: (code: number) => void) => Cli,
): Promise<number> {
  let exitCode: number = EXIT.done;
  const cli = makeCli((code) => {
    exitCode = code;
  });
  try {
    const program = await buildProgram(cli, argv);
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has written its own message; help and version are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { notes, ...failure } = await failureOf(error);
    if (argv.includes("--json")) cli.terminal.complain(JSON.stringify({ error: { ...failure, notes } }));
    else for (const line of [failure.message, ...notes.map((note) => `  ${note}`)]) cli.terminal.complain(line);
    return failure.exitCode;
  }
}
