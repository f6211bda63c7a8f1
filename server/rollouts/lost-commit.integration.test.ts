import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { commitProxy } from "#test/faults/commit-proxy.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { hookTargets } from "#test/operations/hook-targets.ts";
import { aRollout, aWorker, aWorld, until } from "#test/rollouts.ts";

const REDIS = 3;
const CHANGE = "ALTER TABLE city ADD COLUMN mayor text";

test.each([
  ["answer-lost", "is found done and not sent again", 1],
  ["never-sent", "is found not done and sent again", 2],
] as const)("pitfall 8: a short step whose COMMIT breaks the connection (%s) %s", async (fate, _, times) => {
  const deps = await testContainer({ redisDatabase: REDIS });
  const server = await targetDatabase("postgresql");
  if (server.address.kind !== "network") throw new Error("PostgreSQL is on the network");
  const proxy = await commitProxy(server.address);
  const world = await aWorld(deps, "postgresql", 10, { ...server, address: proxy.address });
  await healthyTarget(deps, world.databaseId);
  const plan: PlanDocument = {
    sluice: 1,
    name: "city-mayor",
    title: "Who is mayor",
    engine: "postgresql",
    phases: { expand: [{ sql: CHANGE, undo: "ALTER TABLE city DROP COLUMN mayor" }] },
  };
  const { id } = await aRollout(world, plan);
  const sent: string[] = [];
  const targets = hookTargets(deps.targets, ({ sql, when }) => {
    if (sql !== CHANGE || when !== "after") return;
    sent.push(sql);
    if (sent.length === 1) proxy.breakNextCommit(fate);
  });
  await aWorker({ ...deps, targets });
  await until(world, id, "succeeded");
  expect(sent).toHaveLength(times);
  const [row] = await server.exec("SELECT count(*)::int AS n FROM sluice.step_ledger WHERE step_id = 'expand.1'");
  expect(row).toEqual({ n: 1 });
  await expect(server.exec("SELECT mayor FROM city")).resolves.toHaveLength(10);
});
