import { expect, test, vi } from "vitest";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { testContainer } from "#test/container.ts";
import { aRollout, aWorker, aWorld, see, until } from "#test/rollouts.ts";
import { passGate } from "./pass-gate.ts";
import { resumeRollout } from "./resume-rollout.ts";

const ROWS = 12_000;

const plan = (engine: "postgresql" | "sqlite"): PlanDocument => ({
  sluice: 1,
  name: "city-copy",
  title: "A new table of cities",
  engine,
  phases: {
    expand: [
      {
        sql: `CREATE TABLE city_v2 (id integer PRIMARY KEY, latitude numeric(8, 5));
              INSERT INTO city_v2 SELECT id, CAST(lat AS numeric(8, 5)) FROM city`,
        undo: "DROP TABLE city_v2",
      },
      { gate: { ask: "Compare now?" } },
    ],
    verify: [
      {
        check: {
          name: "every city is there",
          copy: { from: "city", to: "city_v2", columns: { latitude: "CAST(lat AS numeric(8, 5))" } },
        },
      },
    ],
  },
});

test.each(["postgresql", "sqlite"] as const)(
  "a copy on %s is compared to its end, and a row that differs stops the rollout until it is right",
  async (dialect) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, ROWS);
    await aWorker(deps);
    const { id } = await aRollout(world, plan(dialect));
    await until(world, id, (it) => it.waiting.some(({ code }) => code === "gate"));
    await world.target.exec("UPDATE city_v2 SET latitude = 1 WHERE id = 7777");
    await passGate(deps, { actor: world.operator.actor, rolloutId: id, stepId: "expand.2", comment: "yes" });

    const stopped = await until(world, id, (it) =>
      it.steps.some(({ stepId, state }) => stepId === "verify.1" && state === "failed"),
    );
    const failed = stopped.steps.find(({ stepId }) => stepId === "verify.1");
    expect(failed?.statements).toEqual([
      "SELECT CAST(lat AS numeric(8, 5)) AS latitude FROM city",
      "SELECT latitude FROM city_v2",
    ]);
    expect(failed?.error?.message).toContain(
      "city and city_v2 differ in 1 of 3 ranges (12,000 rows against 12,000 rows)",
    );
    expect(failed?.evidence).toMatchObject({ passed: false, sampleKeys: ['["7777"]'] });

    await world.target.exec(
      "UPDATE city_v2 SET latitude = (SELECT CAST(lat AS numeric) FROM city WHERE id = 7777) WHERE id = 7777",
    );
    await vi.waitFor(async () => expect((await see(world, id)).state).toMatch(/paused|failed/), { timeout: 60_000 });
    await resumeRollout(deps, { actor: world.operator.actor, rolloutId: id, reason: "mended" });
    const ended = await until(world, id, "succeeded");
    const evidence = ended.steps.find(({ stepId }) => stepId === "verify.1")?.evidence;
    expect(evidence).toMatchObject({ passed: true, summary: "All 12,000 rows of city are in city_v2, and no other" });
    const [from, to] = evidence?.items.map((it) => it.result) ?? [];
    expect(from).toMatch(/^12,000 rows, checksum [0-9a-f]{16}$/);
    expect(to).toBe(from);
  },
);
