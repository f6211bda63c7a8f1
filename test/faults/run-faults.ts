import { type FaultsEnvironment, faultsEnvironment } from "./faults-environment.ts";
import { INTERRUPTED, type RunResult, runOnce } from "./run-once.ts";
import { type PlanOptions, type RunPlan, runPlan } from "./run-plan.ts";

export interface FaultsRequest extends PlanOptions {
  readonly runs: number;
  /** Of the first run; the next one has the next. */
  readonly seed: number;
  /** What a worker process runs; the production worker without it. */
  readonly workerMain?: string | undefined;
  say(line: string): void;
  /** After each run, so that nothing is lost when the rest is interrupted. */
  onResult?(result: RunResult): void;
  /** The run under way is given up, and no further one begins. */
  readonly signal?: AbortSignal | undefined;
}

/** Makes runs one after another in one environment; a run that did not end gets the next one a fresh environment. */
export async function runFaults(request: FaultsRequest): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  let environment: FaultsEnvironment | null = null;
  try {
    for (let run = 0; run < request.runs && !request.signal?.aborted; run++) {
      const plan = runPlan(request.seed + run, request);
      environment ??= await faultsEnvironment(request.workerMain);
      const result = await runOnce(environment, plan, request.signal);
      if (result.stuck === INTERRUPTED) break;
      results.push(result);
      request.onResult?.(result);
      tell(request.say, result);
      if (result.stuck === null) continue;
      request.say(`  logs: ${environment.dir} (kept with SLUICE_TEST_KEEP=1)`);
      await environment[Symbol.asyncDispose]();
      environment = null;
    }
    return results;
  } finally {
    await environment?.[Symbol.asyncDispose]();
  }
}

const MOST_SHOWN = 8;

function tell(say: FaultsRequest["say"], result: RunResult): void {
  const { plan, differences, stuck, notes, takeovers } = result;
  const struck = [...result.struck].map(([kind, times]) => `${kind}${times > 1 ? ` ×${times}` : ""}`).join(", ");
  const isGood = differences.length === 0 && stuck === null;
  const taken = takeovers.length > 0 ? `, taken over in ${takeovers.map((it) => it.toFixed(1)).join(", ")} s` : "";
  say(
    `${isGood ? "ok  " : "FAIL"} seed ${plan.seed}: ${plan.dialect} ${plan.shape} ${plan.key}, ${result.rows} rows, ` +
      `${result.written} written beside, ${result.seconds.toFixed(1)} s: ${struck || "nothing struck"}${taken}`,
  );
  for (const note of notes) say(`  ${note}`);
  if (isGood) return;
  if (stuck !== null) say(`  did not end: ${stuck}`);
  for (const { uid, verdict, what } of differences.slice(0, MOST_SHOWN)) say(`  ${verdict}: row ${uid}: ${what}`);
  if (differences.length > MOST_SHOWN) say(`  and ${differences.length - MOST_SHOWN} more`);
  say(`  again: npm run faults -- --runs 1 --seed ${plan.seed}`);
  for (const line of scheduleOf(plan)) say(`  ${line}`);
}

const scheduleOf = ({ batch, pauseMs, writers, poison, faults }: RunPlan): readonly string[] => [
  `batches of ${batch} rows, ${pauseMs} ms pause, ${writers} writers, impossible rows: ${poison.join(", ") || "none"}`,
  ...faults.map(
    ({ kind, at, delayMs, ms, choice }) =>
      `${kind} at ${at.toFixed(3)} + ${delayMs} ms, for ${ms} ms, choice ${choice.toFixed(3)}`,
  ),
];
