import { addressColumns } from "#server/databases/address-columns.ts";
import { removeDatabase } from "#server/databases/remove-database.ts";
import { newId } from "#server/new-id.ts";
import { ALONE } from "#test/rollouts.ts";
import { CheckpointWatch } from "./checkpoint-watch.ts";
import { FaultSchedule } from "./fault-schedule.ts";
import { type FaultTarget, postgresTarget, sqliteTarget } from "./fault-target.ts";
import type { FaultsEnvironment } from "./faults-environment.ts";
import { RolloutUnderFaults } from "./rollout-under-faults.ts";
import type { FaultKind, RunPlan } from "./run-plan.ts";
import { readStored } from "./stored-table.ts";
import { createEvidence, createTable, keyOf } from "./table-shape.ts";
import { WriterGroup } from "./writer-group.ts";
import { compare, type Difference } from "./written-table.ts";

export interface RunResult {
  readonly plan: RunPlan;
  /** How often each kind struck. */
  readonly struck: ReadonlyMap<FaultKind, number>;
  /** Compared. */
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** Seconds. */
  readonly takeovers: readonly number[];
  /** Why it did not end; `null`: it did. */
  readonly stuck: string | null;
  /** What the operator had to do, and what else is worth a line. */
  readonly notes: readonly string[];
  /** Transactions of the writers. */
  readonly written: number;
  readonly seconds: number;
}

/** A run that takes longer tells what happened meanwhile. */
const SLOW_MS = 40_000;

/** Why a run did not end that was not let. */
export const INTERRUPTED = "interrupted";

interface Stage {
  readonly plan: RunPlan;
  readonly target: FaultTarget;
  readonly databaseId: string;
  /** The harness itself is to end. */
  readonly signal: AbortSignal | undefined;
}

/** Makes a table, runs a rollout over it while writers write and faults strike, and compares all of it at the end. */
export async function runOnce(environment: FaultsEnvironment, plan: RunPlan, signal?: AbortSignal): Promise<RunResult> {
  const since = performance.now();
  const { deps, owner } = environment;
  const name = `run_${plan.seed}_${newId().slice(-6)}`;
  const target =
    plan.dialect === "sqlite"
      ? sqliteTarget(environment.dir, name)
      : await postgresTarget(environment.target, environment.proxy.port, name);
  const databaseId = newId();
  try {
    await prepare(environment, target, plan);
    const columns = addressColumns(deps, databaseId, { engine: plan.dialect, address: target.address });
    await deps.prisma.database.create({
      data: { id: databaseId, name, environment: "development", throttle: ALONE, ...columns },
    });
    const result = await underFaults(environment, { plan, target, databaseId, signal });
    return { plan, ...result, seconds: (performance.now() - since) / 1000 };
  } finally {
    environment.proxy.heal();
    await removeDatabase(deps, { actor: owner.actor, databaseId }).catch(() => undefined);
    await target.drop();
  }
}

async function prepare({ deps }: FaultsEnvironment, target: FaultTarget, plan: RunPlan): Promise<void> {
  for (const text of createTable(plan)) await target.ask({ text });
  // The checkpoints' tables, so that the evidence can watch them.
  await using open = await deps.targets.openAddress(plan.dialect, target.address, { applicationName: "faults" });
  await open.engine.ddl.prepareTarget(open.connection);
  for (const text of createEvidence(plan)) await target.ask({ text });
}

async function underFaults(environment: FaultsEnvironment, stage: Stage): Promise<Omit<RunResult, "plan" | "seconds">> {
  const { plan, target, databaseId } = stage;
  const since = performance.now();
  const over = new AbortController();
  await using watch = new CheckpointWatch(target, plan.dialect);
  const writers = await WriterGroup.open(target, plan);
  const taken: Promise<readonly number[]>[] = [];
  const lateInsert = (holdMs: number) => writers.insertLate(holdMs);
  const scene = { environment, target, databaseId, plan, watch, over: over.signal, takeovers: taken, lateInsert };
  const schedule = new FaultSchedule(scene);
  let striking: Promise<void> = Promise.resolve();
  try {
    writers.begin();
    schedule.strikeEarly();
    const rollout = await RolloutUnderFaults.start(environment, plan, databaseId);
    striking = schedule.run();
    const stuck = await rollout.carryThrough({
      watch,
      areFaultsOver: () => schedule.isOver,
      stopWriters: () => writers.stop(),
      failure: () => (stage.signal?.aborted ? INTERRUPTED : writers.failure),
    });
    over.abort();
    await Promise.all([striking, writers.stop()]);
    const { rows, differences } = await judge(stage, writers, stuck === null);
    const takeovers = (await Promise.all(taken)).flat();
    const isSlow = stuck !== null || performance.now() - since > SLOW_MS;
    const events = isSlow ? await rollout.events().catch(() => []) : [];
    const notes = [...events, ...rollout.notes, ...schedule.notes, ...environment.workers.takeDeaths()];
    return { struck: schedule.struck, rows, differences, takeovers, stuck, notes, written: writers.transactions };
  } finally {
    over.abort();
    await striking;
    await writers.close();
  }
}

async function judge(
  { plan, target }: Stage,
  writers: WriterGroup,
  hasEnded: boolean,
): Promise<{ readonly rows: number; readonly differences: readonly Difference[] }> {
  const expected = writers.expected();
  const { rows, evidence } = await readStored(target, plan, hasEnded);
  const differences = compare(expected, rows, {
    shape: plan.shape,
    hasEnded,
    keyOf: (place) => keyOf(plan.key, place),
  });
  const missed: Difference[] = writers.failure === null ? [] : [{ uid: 0, verdict: "wrong", what: writers.failure }];
  return { rows: expected.size, differences: [...missed, ...differences, ...evidence] };
}
