// `npm run faults -- --runs 50 --seed 1 --json`: random faults against real processes, every row compared afterwards.
// The same seed makes the same runs. Ends with 1 when a row was lost, doubled or wrong, or a run did not end.
import { parseArgs } from "node:util";
import type { Dialect } from "#core/domain/dialect.ts";
import { runFaults } from "./run-faults.ts";
import { FAULT_KINDS, type FaultKind } from "./run-plan.ts";
import { tally } from "./tally.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    /** `checkpoint`: moves the checkpoint outside the transaction of its batch, to show that this is noticed. */
    break: { type: "string" },
    /** Kinds of faults to draw from, with commas. */
    only: { type: "string" },
    /** How many strike in each run. */
    faults: { type: "string" },
    engine: { type: "string" },
    shape: { type: "string" },
  },
});

const say = (line: string) => process.stderr.write(`${line}\n`);
function wrong(message: string): never {
  say(message);
  process.exit(2);
}

const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (!(Number.isInteger(runs) && runs > 0 && Number.isInteger(seed) && seed >= 0))
  wrong("--runs is a number above 0, --seed one from 0.");
if (values.break !== undefined && values.break !== "checkpoint") wrong("--break knows: checkpoint.");
const only = values.only?.split(",").map((it) => it.trim());
const unknown = only?.find((it) => !FAULT_KINDS.includes(it as FaultKind));
if (unknown !== undefined) wrong(`--only knows: ${FAULT_KINDS.join(", ")}; not ${unknown}.`);
const faults = values.faults === undefined ? undefined : Number(values.faults);
if (faults !== undefined && !(Number.isInteger(faults) && faults >= 0 && faults <= 50))
  wrong("--faults is a number from 0 to 50.");
if (values.engine !== undefined && !["postgresql", "sqlite"].includes(values.engine))
  wrong("--engine knows: postgresql, sqlite.");
if (values.shape !== undefined && !["count", "copy"].includes(values.shape)) wrong("--shape knows: count, copy.");

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    say("ending; the run under way does not count");
    interrupted.abort();
  });
}

const results = await runFaults({
  runs,
  seed,
  only: only as FaultKind[] | undefined,
  faults,
  dialect: values.engine as Dialect | undefined,
  shape: values.shape as "count" | "copy" | undefined,
  workerMain: values.break === "checkpoint" ? "test/faults/broken-worker.ts" : undefined,
  say,
  signal: interrupted.signal,
});
const all = tally(seed, results);
if (values.json) process.stdout.write(`${JSON.stringify(all)}\n`);
else {
  const { kinds, ...totals } = all;
  console.log(totals);
  console.table(kinds);
}
process.exit(all.lost + all.doubled + all.wrong + all.stuck > 0 ? 1 : 0);
