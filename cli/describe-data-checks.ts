import type { DataCheck, DataCheckRun } from "#contracts/data-check.ts";
import { duration } from "./print.ts";

const MARK = { fails: "FAILS", differs: "differs", "not known": "not known", passes: "passes" } as const;

function lines(it: DataCheck): string {
  const where = `${it.step}${it.direction === "undo" ? " (undo)" : ""}`;
  const samples = it.samples.map(({ key, value }) => `    ${key}${value === null ? "" : `: ${value}`}`);
  return [`${MARK[it.verdict].padEnd(9)}  ${where}  ${it.table}: ${it.subject}`, `    ${it.message}`, ...samples].join(
    "\n",
  );
}

/** What the rows of a database said, the failures first. */
export function describeDataChecks({ databaseName, checks, ms }: DataCheckRun): string {
  if (checks.length === 0) return `The plan asks nothing of the rows of ${databaseName}.`;
  const rank = Object.keys(MARK);
  const sorted = checks.toSorted((a, b) => rank.indexOf(a.verdict) - rank.indexOf(b.verdict));
  const failing = checks.filter(({ verdict }) => verdict === "fails").length;
  const total = `${checks.length} checks on ${databaseName} in ${duration(ms / 1000)}: ${failing === 0 ? "none fails" : failing === 1 ? "1 fails" : `${failing} fail`}.`;
  return [...sorted.map(lines), total].join("\n");
}
