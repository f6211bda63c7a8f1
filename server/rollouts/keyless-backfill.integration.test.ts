import { expect, test } from "vitest";
import { testContainer } from "#test/container.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aRollout, aWorker, aWorld, coordinatesPlan, until } from "#test/rollouts.ts";

const ROWS = 3_000;

test("a table without a key that is written to all the time: no row is lost or stale, and the backfill ends", {
  timeout: 120_000,
}, async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", ROWS);
  const { target } = world;
  await target.exec("ALTER TABLE city DROP CONSTRAINT city_pkey, ALTER COLUMN id DROP NOT NULL");
  await healthyTarget(deps, world.databaseId);
  await aWorker(deps);

  const written = new Map<number, string>();
  let isOver = false;
  const writing = (async () => {
    // Every row version moves to another place, also behind the batches and before them.
    for (let turn = 1; !isOver; turn++) {
      const id = 1 + ((turn * 7_919) % ROWS);
      const lat = `${turn % 90}.5`;
      if (turn % 10 === 0)
        await target.exec(
          "WITH gone AS (DELETE FROM city WHERE id = $1::int RETURNING name) INSERT INTO city (id, name, lat) SELECT $1::int, name, $2 FROM gone",
          [id, lat],
        );
      else await target.exec("UPDATE city SET lat = $2 WHERE id = $1::int", [id, lat]);
      written.set(id, lat);
    }
  })();

  const { expand = [] } = coordinatesPlan("postgresql").phases;
  const [column, sync] = expand;
  if (!column || !sync) throw new Error("the plan begins otherwise");
  const set = { latitude: "lat::numeric(8,5)" };
  const { id } = await aRollout(world, {
    ...coordinatesPlan("postgresql"),
    phases: { expand: [column, sync], backfill: [{ backfill: { table: "city", set, batch: 50 } }] },
  });
  const ended = await until(world, id, "succeeded", 110_000).finally(async () => {
    isOver = true;
    await writing;
  });

  expect(ended.steps.find(({ stepId }) => stepId === "backfill.1")?.evidence).toMatchObject({ passed: true });
  expect(written.size).toBeGreaterThan(100);
  expect(await target.exec("SELECT id FROM city WHERE latitude IS DISTINCT FROM lat::numeric(8,5)")).toEqual([]);
  const rows = await target.exec("SELECT id, lat FROM city ORDER BY id");
  expect(rows.map((row) => [row.id, row.lat])).toEqual(
    Array.from({ length: ROWS }, (_, i) => [i + 1, written.get(i + 1) ?? `${(i + 1) % 90}.25`]),
  );
});
