import { expect, test } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { testContainer } from "#test/container.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, see, until } from "#test/rollouts.ts";
import { rollbackRollout } from "./rollback-rollout.ts";

const REDIS = 3;

async function indexing(index: string) {
  const deps = await testContainer({ redisDatabase: REDIS });
  const world = await aWorld(deps, "postgresql", 50);
  await healthyTarget(deps, world.databaseId);
  const { exec } = world.target;
  const plan: PlanDocument = {
    sluice: 1,
    name: "city-index",
    title: "Find cities",
    engine: "postgresql",
    phases: { expand: [{ index, ignore: [{ rule: "statement-does-not-plan", reason: "This is what is tried" }] }] },
  };
  const definitions = async () =>
    (await exec("SELECT indexdef FROM pg_indexes WHERE indexname = 'found'")).map((row) => row.indexdef);
  const start = async () => (await aRollout(world, plan)).id;
  const work = () => aWorker(deps);
  const failed = async (id: string) => (await until(world, id, "failed")).steps[0]?.error?.message;
  const rollBack = async (id: string) => {
    await rollbackRollout(deps, { actor: world.operator.actor, rolloutId: id, reason: "no" });
    await until(world, id, "rolled_back");
    return (await see(world, id)).steps[0]?.state;
  };
  return { exec, definitions, start, work, failed, rollBack };
}

test("a step that stopped because its name is somebody else's index leaves that index alone when it is rolled back", async () => {
  const { exec, definitions, start, work, failed, rollBack } = await indexing("CREATE INDEX found ON city (lat)");
  await exec("CREATE INDEX found ON city (name)");
  const before = await definitions();
  const id = await start();
  await work();
  expect(await failed(id)).toContain("taken by another index");
  await rollBack(id);
  expect(await definitions()).toEqual(before);
});

test("pitfall 3: duplicates stop a unique build; an index that somebody makes after that outlives the rollback", async () => {
  const { exec, definitions, start, work, failed, rollBack } = await indexing(
    "CREATE UNIQUE INDEX found ON city (lat)",
  );
  await exec("UPDATE city SET lat = 'twice' WHERE id IN (1, 2)");
  const id = await start();
  await work();
  expect(await failed(id)).toMatch(/: more than one row has the same \(lat\)$/);
  expect(await definitions()).toEqual([]);
  await exec("CREATE INDEX found ON city (name)");
  const made = await definitions();
  await rollBack(id);
  expect(await definitions()).toEqual(made);
});
