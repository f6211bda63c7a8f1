import { afterEach, expect, test, vi } from "vitest";
import { testContainer } from "#test/container.ts";
import { aRollout, aWorld, coordinatesPlan } from "#test/rollouts.ts";
import { raiseRunNudge } from "./rollouts/run-repository.ts";

const HOUR_MS = 3_600_000;

afterEach(() => vi.useRealTimers());

test("a worker whose clock is an hour ahead puts nothing off: what it writes down is the control database's time", async () => {
  const deps = await testContainer({ redisDatabase: 1 });
  const world = await aWorld(deps, "sqlite", 10);
  await aRollout(world, coordinatesPlan("sqlite"));
  const { id } = await deps.prisma.run.findFirstOrThrow();
  await deps.synchronise();
  const before = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: before + HOUR_MS });
  await raiseRunNudge(deps.prisma, id);
  const ahead = [deps.now(), (await deps.prisma.run.findUniqueOrThrow({ where: { id } })).nudgedAt];
  for (const at of ahead) expect(Math.abs((at?.getTime() ?? 0) - before)).toBeLessThan(HOUR_MS / 2);
});
