import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import { runCli } from "./run-cli.ts";
import type { Terminal } from "./terminal.ts";

async function confirm(question: string): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `)).trim());
  } finally {
    asked.close();
  }
}

const terminal: Terminal = {
  isInteractive: Boolean(process.stdout.isTTY && process.stdin.isTTY),
  write: (it) => void process.stdout.write(it),
  complain: (line) => void process.stderr.write(`${line}\n`),
  confirm,
};

async function readText(path: string): Promise<string> {
  try {
    return path === "-" ? await text(process.stdin) : await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new CliError(`${path} cannot be read (${code}).`, EXIT.usage, error);
  }
}

async function writeText(path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "refused";
    throw new CliError(`${path} cannot be written (${code}).`, EXIT.usage, error);
  }
}

// A watch that is ended leaves the rollout alone.
process.once("SIGINT", () => {
  process.stderr.write("\nEnded; what Sluice was asked to do goes on.\n");
  process.exit(EXIT.interrupted);
});

process.exitCode = await runCli(process.argv.slice(2), (exitWith) => {
  let api: Promise<Api> | null = null;
  const connect = async () => {
    // A command that speaks with no server starts without them.
    const [{ connectApi }, { findCredentials }, { readCliEnv }] = await Promise.all([
      import("./api.ts"),
      import("./credentials.ts"),
      import("#server/env.ts"),
    ]);
    return connectApi(await findCredentials(readCliEnv(), process.cwd()));
  };
  return {
    api: () => (api ??= connect()),
    terminal,
    readText,
    writeText,
    sleep: (ms) => sleep(ms),
    now: () => Date.now(),
    exitWith,
  };
});
