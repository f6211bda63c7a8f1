import { DomainError } from "#core/domain/domain-error.ts";
import type { Reading } from "#core/domain/signal.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { TLS_MODES } from "#core/engines/target-address.ts";
import { isNearStop } from "#core/signals/near-stop.ts";
import type { Container } from "#server/container.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { askHttpProbe } from "./ask-http-probe.ts";
import {
  addSignalSample,
  findSampledDatabase,
  type ReplicaRow,
  releaseSamplerLease,
  type SampledDatabase,
  syncSlowdowns,
  takeSamplerLease,
  thinSignalSamples,
  writeFailure,
  writeHealth,
} from "./health-repository.ts";
import { judgeTarget } from "./judge-target.ts";
import { readAdmission } from "./read-admission.ts";
import { ReplicaLag } from "./replica-lag.ts";
import { NO_MEMORY, type SamplerMemory } from "./sampler-memory.ts";

const APPLICATION_NAME = "sluice:sampler";
/** A look that takes longer is given up, and its session with it. */
const LOOK_MS = 3_000;
const KEEP_MS = 5_000;
const THIN_EVERY = 200;
/** Who waits longer than this for a batch of ours is freed. */
const BLOCKED_MS = 500;
/** How long the page says that somebody waited. */
const BLOCKED_SHOWN_MS = 10_000;

/** Samples one target, as long as this worker has its lease. */
export class TargetWatch {
  readonly #deps: Container;
  readonly #databaseId: string;
  readonly #owner: string;
  #target: OpenTarget | null = null;
  readonly #replicas = new Map<string, Connection>();
  readonly #lag = new ReplicaLag();
  #engineMemory: unknown = null;
  #memory: SamplerMemory | null = null;
  #keptAt = Number.NEGATIVE_INFINITY;
  #kept = 0;
  #blocked: { readonly at: number; readonly reading: Reading } | null = null;
  #shown = "";
  #isLooking = false;
  #isGuarding = false;
  #isClose = false;

  constructor(deps: Container, databaseId: string, owner: string) {
    this.#deps = deps;
    this.#databaseId = databaseId;
    this.#owner = owner;
  }

  /** One look; never two at once, and never longer than some seconds: a target that hangs holds up only itself. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const lease = await takeSamplerLease(this.#deps.prisma, this.#databaseId, this.#owner);
      if (!lease) return await this.#drop();
      this.#memory ??= lease.memory ?? NO_MEMORY;
      const database = await findSampledDatabase(this.#deps.prisma, this.#databaseId, lease.now);
      if (database) await this.#sample(database, lease.now);
    } finally {
      this.#isLooking = false;
    }
  }

  /** Asked more often than all is read: frees who waits for us, and looks again where a limit is close. */
  async guard(): Promise<void> {
    await Promise.all([this.#freeWaiters(), this.#isClose ? this.look() : null]);
  }

  /** Frees those who have waited too long for a batch of ours. */
  async #freeWaiters(): Promise<void> {
    const target = this.#target;
    if (!target || this.#isGuarding) return;
    this.#isGuarding = true;
    try {
      const { engine, connection } = target;
      const blocked = await engine.sampler.blocked(connection);
      const late = blocked.filter(({ waitedMs }) => waitedMs >= BLOCKED_MS);
      for (const { ours, waiter, waiterName, waitedMs } of late) {
        const isCancelled = await engine.sampler.cancel(connection, ours);
        const detail = `pid ${waiter} (${waiterName}) waited ${Math.round(waitedMs)} ms for a batch${isCancelled ? ", which was cancelled" : ""}`;
        const reading = {
          code: "blocking_others",
          value: waitedMs / 1_000,
          unit: "s",
          host: "primary",
          detail,
        } as const;
        this.#blocked = { at: performance.now(), reading };
        this.#deps.log.info({ databaseId: this.#databaseId, ours, waiter, waitedMs }, "somebody waited for a batch");
      }
    } catch (error) {
      this.#deps.log.debug(
        { databaseId: this.#databaseId, reason: String(error) },
        "who waits for us could not be read",
      );
    } finally {
      this.#isGuarding = false;
    }
  }

  async close(): Promise<void> {
    await this.#drop();
    await releaseSamplerLease(this.#deps.prisma, this.#databaseId, this.#owner).catch(() => undefined);
  }

  async #sample(database: SampledDatabase, now: Date): Promise<void> {
    const { prisma } = this.#deps;
    try {
      const readings = await inTime(this.#read(database));
      const { settings, overridden } = database;
      const health = judgeTarget({ readings, settings, overridden, now, memory: this.#memory ?? NO_MEMORY });
      this.#memory = health.memory;
      this.#isClose = health.readings.some(
        ({ kind, standing, value, limit }) => kind === "budget" && standing !== "stop" && isNearStop(value, limit),
      );
      if (!(await writeHealth(prisma, this.#databaseId, this.#owner, health))) return await this.#drop();
      await this.#keep(health.readings, now);
    } catch (error) {
      await this.#drop();
      if (!(error instanceof DomainError)) throw error;
      await writeFailure(prisma, this.#databaseId, this.#owner, error.message);
    }
    await this.#tell(database, now);
  }

  async #read(database: SampledDatabase): Promise<readonly Reading[]> {
    this.#target ??= await this.#open();
    const { engine, connection } = this.#target;
    const { settings, backfills } = database;
    const tables = [...new Map(backfills.map(({ table }) => [`${table.schema}.${table.name}`, table])).values()];
    const request = { tables, cores: settings.cores, expectedReplicas: settings.expectedReplicas };
    try {
      const { readings, memory } = await engine.sampler.sample(connection, { ...request, memory: this.#engineMemory });
      this.#engineMemory = memory;
      const probes = await this.#probes(this.#target, database);
      return [
        ...readings,
        ...probes,
        ...(await this.#heartbeats(engine, connection, database.replicas)),
        ...this.#waiters(engine),
      ];
    } catch (error) {
      if (error instanceof DomainError) throw error;
      const { code, message } = engine.errors.describe(error);
      throw new DomainError("target-refused", `${message} (${code})`, { cause: error });
    }
  }

  #open(): Promise<OpenTarget> {
    return this.#deps.targets.open(this.#databaseId, {
      applicationName: APPLICATION_NAME,
      connectTimeoutMs: LOOK_MS,
      statementTimeoutMs: LOOK_MS / 2,
    });
  }

  #waiters({ capabilities }: Engine): readonly Reading[] {
    if (!capabilities.rowLocks) return [];
    const isRecent = this.#blocked && performance.now() - this.#blocked.at < BLOCKED_SHOWN_MS;
    return [
      isRecent && this.#blocked
        ? this.#blocked.reading
        : { code: "blocking_others", value: 0, unit: "s", host: "primary" },
    ];
  }

  async #probes({ engine, connection }: OpenTarget, { settings }: SampledDatabase): Promise<readonly Reading[]> {
    const { sqlProbe, httpProbe } = settings;
    return [
      ...(sqlProbe
        ? [await asReading("sql_probe", "SQL", () => engine.sampler.probe(connection, sqlProbe.query), engine)]
        : []),
      ...(httpProbe
        ? [await asReading("http_probe", new URL(httpProbe.url).host, () => askHttpProbe(httpProbe), engine)]
        : []),
    ];
  }

  async #heartbeats(engine: Engine, primary: Connection, replicas: readonly ReplicaRow[]): Promise<readonly Reading[]> {
    for (const [id, connection] of this.#replicas) {
      if (replicas.some((it) => it.id === id)) continue;
      this.#replicas.delete(id);
      await connection.close().catch(() => undefined);
    }
    if (replicas.length === 0) return [];
    await this.#lag.beat(engine, primary);
    return await Promise.all(replicas.map((replica) => this.#lagOf(engine, replica)));
  }

  async #lagOf(engine: Engine, replica: ReplicaRow): Promise<Reading> {
    try {
      const connection = this.#replicas.get(replica.id) ?? (await this.#openReplica(engine, replica));
      this.#replicas.set(replica.id, connection);
      return await this.#lag.read(engine, connection, replica.name);
    } catch (error) {
      const lost = this.#replicas.get(replica.id);
      this.#replicas.delete(replica.id);
      await lost?.close().catch(() => undefined);
      const problem = error instanceof DomainError ? error.message : engine.errors.describe(error).message;
      return { code: "replica_lag", value: null, unit: "s", host: replica.name, problem };
    }
  }

  #openReplica(engine: Engine, replica: ReplicaRow): Promise<Connection> {
    const { host, port, databaseName: database, userName: user, sealedPassword, id } = replica;
    const password = sealedPassword === null ? "" : this.#deps.sealer.open(sealedPassword, id);
    const tls = TLS_MODES.find((mode) => mode === replica.tls) ?? "prefer";
    const options = {
      applicationName: APPLICATION_NAME,
      connectTimeoutMs: LOOK_MS / 2,
      statementTimeoutMs: LOOK_MS / 3,
    };
    return engine.connect({ kind: "network", host, port, database, user, password, tls }, options);
  }

  async #keep(readings: Parameters<typeof valuesOf>[0], now: Date): Promise<void> {
    if (performance.now() - this.#keptAt < KEEP_MS) return;
    this.#keptAt = performance.now();
    await addSignalSample(this.#deps.prisma, this.#databaseId, now, valuesOf(readings));
    this.#kept += 1;
    if (this.#kept % THIN_EVERY === 0) await thinSignalSamples(this.#deps.prisma, this.#databaseId);
  }

  /** Writes down when and why each backfill was slow or stood, and tells the pages. */
  async #tell({ backfills }: SampledDatabase, now: Date): Promise<void> {
    const { prisma, feed, signals } = this.#deps;
    const { reasons } = await readAdmission(prisma, this.#databaseId);
    const shown = reasons.map(({ code, host, effect }) => `${code} ${host} ${effect}`).join();
    for (const { id } of backfills) {
      const isOther = await syncSlowdowns(prisma, id, reasons, now);
      if (isOther) await signals.nudge(id);
    }
    if (shown === this.#shown) return;
    this.#shown = shown;
    await feed.publish({ type: "throttle.changed", databaseId: this.#databaseId });
  }

  async #drop(): Promise<void> {
    const open = [...(this.#target ? [this.#target.connection] : []), ...this.#replicas.values()];
    this.#target = null;
    this.#replicas.clear();
    this.#memory = null;
    this.#engineMemory = null;
    await Promise.allSettled(open.map((connection) => connection.close()));
  }
}

const valuesOf = (
  readings: readonly { readonly code: string; readonly host: string; readonly value: number | null }[],
) =>
  Object.fromEntries(readings.flatMap(({ code, host, value }) => (value === null ? [] : [[`${code} ${host}`, value]])));

/** What the probe says, or why it said nothing. */
async function asReading(
  code: "sql_probe" | "http_probe",
  host: string,
  ask: () => Promise<number>,
  { errors }: Engine,
): Promise<Reading> {
  try {
    return { code, value: await ask(), unit: "count", host };
  } catch (error) {
    const problem = error instanceof DomainError ? error.message : errors.describe(error).message;
    return { code, value: null, unit: "count", host, problem };
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new DomainError("target-unreachable", `no answer within ${LOOK_MS / 1_000} s`));
  }, LOOK_MS);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // What comes after the race is of no interest; a late failure must not end the process.
    work.catch(() => undefined);
  }
}
