import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Severity } from "#core/domain/finding.ts";

const MAIN = join(import.meta.dirname, "../cli/main.ts");
export const FIXTURES = join(import.meta.dirname, "fixtures/lint");

interface Run {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** The real process, as CI starts it. */
export async function lint(args: readonly string[], cwd = FIXTURES, input: string | null = null): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, "lint", ...args], { cwd, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(input ?? "");
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, errors };
}

interface Printed {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: Severity;
}
export const records = ({ out }: Run): readonly Printed[] =>
  out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Printed);

/** A folder of its own, gone with the test. */
export function folderWith(files: Readonly<Record<string, string>> | null): string {
  const folder = mkdtempSync(join(tmpdir(), "sluice-lint-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files ?? {})) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
