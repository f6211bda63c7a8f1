// `npm run bench:lint -- --json`: how fast `sluice lint` is, over 1,000 migration files, and how long one file takes from the shell.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Cli } from "#cli/cli.ts";
import { runLint } from "#cli/lint/run-lint.ts";
import { median } from "./support/median.ts";
import { writeMigrationFiles } from "./support/migration-files.ts";

const FILES = 1_000;
const STARTS = 9;
const MAIN = join(import.meta.dirname, "../cli/main.ts");

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const root = mkdtempSync(join(tmpdir(), "sluice-lint-"));

/** From the start of the process until it has ended, with its findings printed. */
function startOnce(file: string): number {
  const since = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [MAIN, "lint", file, "--json"], {
    encoding: "utf8",
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, "cache") },
  });
  if (status !== 1) throw new Error(`A file with a finding ended with ${status}: ${stderr}`);
  return performance.now() - since;
}

async function lintAll(
  folder: string,
): Promise<{ readonly seconds: number; readonly count: Count; readonly found: number }> {
  let output = "";
  const unexpected = () => Promise.reject(new Error("A lint asks nobody"));
  const cli: Cli = {
    api: unexpected,
    terminal: {
      isInteractive: false,
      write: (text) => {
        output += text;
      },
      complain: () => undefined,
      confirm: unexpected,
    },
    readText: unexpected,
    writeText: unexpected,
    sleep: unexpected,
    now: () => Date.now(),
    exitWith: () => undefined,
  };
  const since = performance.now();
  await runLint(cli, [folder], { format: "json" });
  const seconds = (performance.now() - since) / 1_000;
  const report = JSON.parse(output) as { readonly count: Count; readonly findings: readonly unknown[] };
  return { seconds, count: report.count, found: report.findings.length };
}

interface Count {
  readonly files: number;
  readonly statements: number;
  readonly analysed: number;
}

try {
  const folder = join(root, "migrations");
  writeMigrationFiles(folder, FILES);
  const { seconds, count, found } = await lintAll(folder);
  const one = join(root, "one.sql");
  writeFileSync(one, "ALTER TABLE city ADD COLUMN token uuid DEFAULT gen_random_uuid();\nALTER TABLE city ADDD x;\n");
  const cold = startOnce(one);
  const warm = median(Array.from({ length: STARTS }, () => startOnce(one)));
  const result = {
    statements_per_second: Math.round(count.statements / seconds),
    start_ms: Math.round(warm),
    start_cold_ms: Math.round(cold),
    files: count.files,
    statements: count.statements,
    analysed: count.analysed,
    findings: found,
  };
  console.log(
    values.json
      ? JSON.stringify(result)
      : `${result.statements_per_second} statements a second (${count.analysed} of ${count.statements} in ${count.files} files), start ${result.start_ms} ms, the first time ${result.start_cold_ms} ms`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
