import { setTimeout as wait } from "node:timers/promises";
import type { Rollout } from "#contracts/rollout.ts";
import { PHASES, type Phase } from "#core/domain/phase.ts";
import type { SentStatement } from "./hook-targets.ts";
import type { Side } from "./load-process.ts";
import type { OperationCase } from "./operation-case.ts";
import { type Goal, OperationRollout } from "./operation-rollout.ts";
import type { House, HouseDatabase } from "./operations-house.ts";
import { toTheBrink } from "./plain-life.ts";
import type { LoadFigures } from "./release-clients.ts";
import { ReleaseLoad } from "./release-load.ts";
import type { Trial } from "./trial.ts";
import { workerInProcess } from "./worker-in-process.ts";

export interface LoadOptions {
  readonly rows: number;
  /** Transactions of each release. */
  readonly perSecond: number;
  /** How long the old release is alone before, and both are at work together. */
  readonly windowMs: number;
}

export interface LifeUnderLoad {
  readonly goal: Goal;
  readonly failed: readonly string[];
  readonly failedTransactions: number;
  readonly transactions: number;
  readonly differences: readonly string[];
  readonly maxLockHeldMs: number;
  readonly contractMs: number;
  /** Of both releases while it was rolled out, to the old one's alone. */
  readonly p99Ratio: number;
}

/** A million rows take their time, and each look at a rollout costs the releases some. */
const PATIENCE = { ms: 1_200_000, pollMs: 150 };

/** A whole life while an old release, then both, then the new one go on with their transactions. */
export async function lifeUnderLoad(house: House, trial: Trial, options: LoadOptions): Promise<LifeUnderLoad> {
  await using target = await trial.copy();
  await using load = await begun(trial, target, options);
  const alone = await load.figures();
  const releases = turnsOfReleases(load, trial.operationCase, options.windowMs);
  await using _worker = await workerInProcess(house, releases.hook);
  const rollout = await OperationRollout.start(house, target, trial.document);
  const ended = await rollout.carryTo("succeeded", PATIENCE);
  // A plan may have no step after which it would have come.
  await releases.beginNew();
  await wait(options.windowMs / 2);
  const figures = await load.figures();
  await Promise.all([load.end("old"), load.end("new")]);
  const seen = trial.operationCase.oldSurvives ? (["old", "new"] as const) : (["new"] as const);
  return await told({ goal: "succeeded", rollout: ended, alone, figures, load }, trial, target, seen);
}

/** As far as it can be undone and back: the old release comes again when contract is undone, and is alone in the end. */
export async function backUnderLoad(house: House, trial: Trial, options: LoadOptions): Promise<LifeUnderLoad> {
  await using target = await trial.copy();
  await using load = await begun(trial, target, options);
  const alone = await load.figures();
  const releases = turnsOfReleases(load, trial.operationCase, options.windowMs);
  const rollout = await OperationRollout.start(house, target, trial.document);
  await toTheBrink(house, rollout, { ...PATIENCE, hook: releases.hook });
  await using _worker = await workerInProcess(house, releases.hookBack);
  await rollout.rollBack();
  const ended = await rollout.carryTo("rolled_back", PATIENCE);
  await wait(options.windowMs / 2);
  const figures = await load.figures();
  await Promise.all([load.end("old"), load.end("new")]);
  return await told({ goal: "rolled_back", rollout: ended, alone, figures, load }, trial, target, ["old"]);
}

async function begun({ operationCase }: Trial, target: HouseDatabase, { rows, perSecond, windowMs }: LoadOptions) {
  const load = new ReleaseLoad(perSecond);
  await load.setUp(target.url, rows, operationCase);
  await load.begin("old");
  // Connections and caches are warm before it counts.
  await wait(windowMs / 2);
  await load.figures();
  await wait(windowMs);
  return load;
}

/** The new release comes when its schema is there, the old one goes before it is taken away, and both overlap. */
function turnsOfReleases(load: ReleaseLoad, { newAfter, oldSurvives, change }: OperationCase, windowMs: number) {
  const fromViews = "plan" in change ? undefined : change.access?.new;
  const newFrom = PHASES.indexOf(newAfter ?? (fromViews ? "cutover" : "verify")) + 1;
  let hasNew: Promise<void> | null = null;
  let turn: Promise<void> | null = null;
  let turnBack: Promise<void> | null = null;
  const beginNew = () => {
    hasNew ??= load.begin("new");
    return hasNew;
  };
  const handOver = async () => {
    await beginNew();
    await wait(windowMs);
    if (!oldSurvives) await load.end("old");
  };
  const handBack = async () => {
    if (turn && !oldSurvives) await load.begin("old");
    await wait(windowMs);
    if (hasNew) await load.end("new");
  };
  return {
    async hook({ session }: SentStatement): Promise<void> {
      const phase = phaseOf(session);
      if (phase >= newFrom) await beginNew();
      if (PHASES[phase] !== "contract") return;
      turn ??= handOver();
      await turn;
    },
    /** While it is undone: contract first, and only then what the new release needs. */
    async hookBack({ session }: SentStatement): Promise<void> {
      if (PHASES[phaseOf(session)] === "contract") return;
      turnBack ??= handBack();
      await turnBack;
    },
    beginNew,
  };
}

const phaseOf = (session: string): number =>
  PHASES.indexOf(session === "slice" ? "backfill" : (session.split(".")[0] as Phase));

interface Ended {
  readonly goal: Goal;
  readonly rollout: Rollout;
  readonly alone: Readonly<Record<Side, LoadFigures>>;
  readonly figures: Readonly<Record<Side, LoadFigures>>;
  readonly load: ReleaseLoad;
}

async function told(
  { goal, rollout, alone, figures, load }: Ended,
  trial: Trial,
  target: HouseDatabase,
  sides: readonly Side[],
): Promise<LifeUnderLoad> {
  const both = [figures.old, figures.new];
  const differences = [
    ...both.flatMap((it) => it.differences),
    ...(await trial.differences(target, goal, { rows: false })),
  ];
  for (const side of sides) {
    const rows = await target.ask(trial.operationCase[side].state);
    differences.push(...(await load.compare(rows)).map((line) => `as the ${side} release sees it, ${line}`));
  }
  const held = rollout.steps.map(({ phase, locks }) => ({ phase, ms: locks?.heldMs ?? 0 }));
  const failed = both.flatMap((it) =>
    Object.entries(it.failed).map(([code, count]) => `${count} × ${code}: ${it.messages[code]}`),
  );
  return {
    goal,
    failed,
    failedTransactions: both.flatMap((it) => Object.values(it.failed)).reduce((sum, count) => sum + count, 0),
    transactions: both.reduce((sum, it) => sum + it.transactions, 0),
    differences,
    maxLockHeldMs: Math.max(0, ...held.map(({ ms }) => ms)),
    contractMs: Math.max(0, ...held.filter(({ phase }) => phase === "contract").map(({ ms }) => ms)),
    p99Ratio: Math.max(...both.map(({ p99Ms }) => p99Ms)) / Math.max(0.1, alone.old.p99Ms),
  };
}
