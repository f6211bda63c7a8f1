import { setTimeout as wait } from "node:timers/promises";
import type { CheckpointWatch } from "./checkpoint-watch.ts";
import type { FaultTarget, Session } from "./fault-target.ts";
import type { FaultsEnvironment } from "./faults-environment.ts";
import type { FaultKind, PlannedFault, RunPlan } from "./run-plan.ts";
import { keyColumns } from "./table-shape.ts";
import { heldShards, takeovers } from "./takeover-clock.ts";

/** What a fault can reach. */
export interface FaultScene {
  readonly environment: FaultsEnvironment;
  readonly target: FaultTarget;
  readonly databaseId: string;
  readonly plan: RunPlan;
  readonly watch: CheckpointWatch;
  /** Aborts when the run has ended: what waits, stops waiting. */
  readonly over: AbortSignal;
  /** Begun by faults and awaited at the end of the run. */
  readonly takeovers: Promise<readonly number[]>[];
  /** Inserts a row in a transaction that stays open so long. */
  lateInsert(holdMs: number): Promise<void>;
}

type Inject = (scene: FaultScene, fault: PlannedFault) => Promise<number>;

/** Each answers how often it struck; 0 where there was nothing to strike. */
const FAULTS: Record<FaultKind, Inject> = {
  "worker-kill": (scene, fault) => loseWorker(scene, fault, "SIGKILL"),
  "worker-stop": (scene, fault) => loseWorker(scene, fault, "SIGTERM"),
  "worker-freeze": freezeWorker,
  "clock-jump": async ({ environment: { workers } }, { choice }) => {
    workers.signal(Math.floor(choice * workers.size), "SIGUSR2");
    return 1;
  },
  "redis-kill": async ({ environment: { redis } }, { ms }) => {
    await redis.kill(ms);
    return 1;
  },
  "redis-flush": async ({ environment: { redis } }) => {
    await flushRedis(redis.url);
    return 1;
  },
  "control-crash": async ({ environment: { control } }, { ms }) => {
    await control.bounce("immediate", ms);
    return 1;
  },
  "control-restart": async ({ environment: { control } }, { ms }) => {
    await control.bounce("fast", ms / 4);
    return 1;
  },
  "target-crash": async ({ environment: { target } }, { ms }) => {
    await target.bounce("immediate", ms / 2);
    return 1;
  },
  "target-restart": async ({ environment: { target } }, { ms }) => {
    await target.bounce("fast", ms / 4);
    return 1;
  },
  "sessions-ended": async ({ target }) => {
    const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'sluice%'`;
    return Math.min(1, (await target.ask({ text })).length);
  },
  "net-cut": async ({ environment: { proxy } }) => {
    proxy.cut();
    return 1;
  },
  "net-delay": async ({ environment: { proxy } }, { ms, choice }) => {
    proxy.delay(20 + Math.round(choice * 200));
    await wait(ms * 2);
    proxy.delay(0);
    return 1;
  },
  "net-half-open": async ({ environment: { proxy }, over }, { ms }) => {
    proxy.fallSilent();
    await pause(ms * 3, over);
    proxy.speak();
    return 1;
  },
  "commit-lost": async ({ environment: { proxy } }) => Number(await proxy.breakNextCommit("answer-lost", 3_000)),
  "commit-dropped": async ({ environment: { proxy } }) => Number(await proxy.breakNextCommit("never-sent", 3_000)),
  "lock-held": holdLock,
  deadlock: lockAgainstTheOrder,
  "late-commit": async ({ lateInsert }, { ms }) => {
    await lateInsert(ms * 2);
    return 1;
  },
  // Made with the table.
  poison: async ({ plan }) => plan.poison.length,
};

export const injectFault: Inject = (scene, fault) => FAULTS[fault.kind](scene, fault);

const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }).catch(() => undefined);

/** One that works on a shard, if there is one, and what it holds. */
async function worksOnShard({ environment, databaseId }: FaultScene, choice: number) {
  const held = await heldShards(environment.deps, databaseId);
  const pids = [...new Set(held.map(({ pid }) => pid))].filter((pid) => environment.workers.placeOf(pid) !== null);
  const pid = pids[Math.floor(choice * pids.length)];
  const place = pid === undefined ? null : environment.workers.placeOf(pid);
  if (place === null) return { place: Math.floor(choice * environment.workers.size), held: [] };
  return { place, held: held.filter((it) => it.pid === pid) };
}

async function loseWorker(scene: FaultScene, { choice }: PlannedFault, signal: "SIGKILL" | "SIGTERM"): Promise<number> {
  const { workers } = scene.environment;
  const { place, held } = await worksOnShard(scene, choice);
  const ended = workers.ended(place);
  workers.signal(place, signal);
  scene.takeovers.push(takeovers(scene.watch, held, scene.over));
  // A worker that takes its time is not asked again meanwhile.
  await Promise.race([ended, pause(15_000, scene.over)]);
  return 1;
}

/** Half of them freeze briefly and come back to what they had; the others until their shards have another owner. */
async function freezeWorker(scene: FaultScene, { choice, ms }: PlannedFault): Promise<number> {
  const { workers } = scene.environment;
  const { place, held } = await worksOnShard(scene, choice);
  workers.signal(place, "SIGSTOP");
  if (ms < 1_350) await pause(ms, scene.over);
  else {
    const taken = takeovers(scene.watch, held, scene.over);
    scene.takeovers.push(taken);
    await Promise.race([taken, pause(45_000, scene.over)]);
  }
  workers.signal(place, "SIGCONT");
  return 1;
}

/** Rows that come next in some open shard. */
async function rowsAhead({ target, plan, watch }: FaultScene, count: number): Promise<readonly number[]> {
  const open = watch.shards.find(({ isDone, pos }) => !isDone && pos !== "[]");
  const names = keyColumns(plan.key);
  const params: string[] = open ? JSON.parse(open.pos) : [];
  const numbers = plan.dialect === "sqlite" || plan.key === "text" ? params : params.map(Number);
  const marks = params.map((_, index) => (plan.dialect === "sqlite" ? "CAST(? AS NUMERIC)" : `$${index + 1}`));
  const here = params.length > 0 && plan.key !== "text" ? `WHERE (${names.join(", ")}) > (${marks.join(", ")})` : "";
  const text = `SELECT uid FROM item ${here} ORDER BY ${names.join(", ")} LIMIT ${count}`;
  const rows = await target.ask(here ? { text, params: numbers } : { text });
  return rows.map(({ uid }) => Number(uid));
}

/** The session may die with the server; so does its lock. */
async function whileOpen(target: FaultTarget, work: (session: Session) => Promise<void>): Promise<void> {
  const session = await target.session();
  try {
    await work(session);
    await session.query({ text: "ROLLBACK" });
  } catch {
    // Cut off or chosen as the victim: the lock is gone, which is all that was left to do.
  } finally {
    await session.close();
  }
}

async function holdLock(scene: FaultScene, { ms }: PlannedFault): Promise<number> {
  const { target, plan, over } = scene;
  const rows = await rowsAhead(scene, 200);
  const uids = [rows[40], rows[90], rows[150]].filter((uid) => uid !== undefined);
  if (uids.length === 0) return 0;
  await whileOpen(target, async (session) => {
    await session.query({ text: plan.dialect === "sqlite" ? "BEGIN IMMEDIATE" : "BEGIN" });
    if (plan.dialect === "postgresql")
      await session.query({ text: `SELECT 1 FROM item WHERE uid IN (${uids.join(", ")}) FOR UPDATE` });
    await pause(plan.dialect === "sqlite" ? ms : ms * 2, over);
  });
  return 1;
}

async function lockAgainstTheOrder(scene: FaultScene, { ms, choice }: PlannedFault): Promise<number> {
  const rows = await rowsAhead(scene, 150);
  let struck = 0;
  await whileOpen(scene.target, async (session) => {
    // Half of the time the batch is the one that finds the deadlock, and half of the time it is not.
    await session.query({ text: `SET deadlock_timeout = '${choice < 0.5 ? "5s" : "50ms"}'` });
    for (const until = performance.now() + ms; performance.now() < until && !scene.over.aborted; ) {
      const [low, high] = [rows[20 + (struck % 40)], rows[100 + (struck % 40)]];
      if (low === undefined || high === undefined) return;
      struck++;
      await lockBoth(session, high, low);
    }
  });
  return Math.min(1, struck);
}

async function lockBoth(session: Session, first: number, second: number): Promise<void> {
  await session.query({ text: "BEGIN" });
  try {
    for (const uid of [first, second]) {
      await session.query({ text: "SELECT 1 FROM item WHERE uid = $1 FOR UPDATE", params: [uid] });
      await wait(60);
    }
  } catch (error) {
    if ((error as { code?: string }).code !== "40P01") throw error;
  }
  await session.query({ text: "ROLLBACK" });
}

async function flushRedis(url: string): Promise<void> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 1 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
