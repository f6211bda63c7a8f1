// The worker of `--break checkpoint`: its batches commit their rows first and move the checkpoint in a transaction of
// its own, with time in between in which the worker can die. Shows that the suite sees what such a mistake does.
import { setTimeout as wait } from "node:timers/promises";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import { createContainer } from "#server/container.create.ts";
import { readEnv } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import type { Targets } from "#server/targets/targets.ts";
import { startWorker } from "#workers/start-worker.ts";

const GAP_MS = 300;
const MOVES_CHECKPOINT = /UPDATE\s+sluice[._]backfill_shard\s+SET\s+pos_key/i;

/** While `work` runs, the session commits before each statement that moves a checkpoint. */
async function split<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const query = connection.query.bind(connection);
  const value: Connection["query"] = async (sql, params) => {
    if (MOVES_CHECKPOINT.test(sql)) {
      await query("COMMIT");
      await wait(GAP_MS);
      await query("BEGIN");
    }
    return await query(sql, params);
  };
  // In the session itself: an engine takes no other object for one of its own.
  Object.defineProperty(connection, "query", { value, configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(connection, "query");
  }
}

const broken = (engine: Engine): Engine => ({
  ...engine,
  backfill: {
    ...engine.backfill,
    runBatch: (connection, ...rest) => split(connection, () => engine.backfill.runBatch(connection, ...rest)),
  },
});

const withBroken = (targets: Targets): Targets => ({
  engine: (dialect) => broken(targets.engine(dialect)),
  async open(databaseId, options) {
    const open = await targets.open(databaseId, options);
    return { ...open, engine: broken(open.engine) };
  },
  openAddress: targets.openAddress,
});

const env = readEnv();
const log = createLog(env.logLevel, "broken-worker");
const deps = await createContainer(env, { draining: new AbortController().signal, log });
await startWorker({ ...deps, targets: withBroken(deps.targets) });
