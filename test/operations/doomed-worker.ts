// A worker that dies by its own SIGKILL exactly before or after the statement that it is told of. It boots and waits, so
// that its start costs a rollout nothing.
import { flushCompileCache } from "node:module";
import { createContainer } from "#server/container.create.ts";
import { readEnv } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import { startWorker } from "#workers/start-worker.ts";
import { hookTargets } from "./hook-targets.ts";
import { isSamePoint, type KillPoint, pointCounter } from "./kill-point.ts";

const env = readEnv();
const log = createLog(env.logLevel, "doomed-worker");
const deps = await createContainer(env, { draining: new AbortController().signal, log });
await deps.prisma.$queryRaw`SELECT 1`;

process.once("message", (fate: KillPoint) => {
  const reached = pointCounter();
  const targets = hookTargets(deps.targets, (statement) => {
    const point = reached(statement);
    if (point && isSamePoint(point, fate)) process.kill(process.pid, "SIGKILL");
  });
  void startWorker({ ...deps, targets });
});
process.once("disconnect", () => process.exit(0));
// Killed, it would not leave to the next one what it has compiled.
flushCompileCache();
process.send?.("ready");
