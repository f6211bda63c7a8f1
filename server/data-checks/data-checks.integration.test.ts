import { expect, test } from "vitest";
import { dataCheckRun } from "#contracts/data-check.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { testContainer } from "#test/container.ts";
import { aWorld, coordinatesPlan } from "#test/rollouts.ts";
import { latestDataChecks } from "./latest-data-checks.ts";
import { listDataChecks } from "./list-data-checks.ts";
import { startDataChecks } from "./start-data-checks.ts";

test.each(["postgresql", "sqlite"] as const)(
  "data checks on %s are kept with the revision, and no row gets into the log",
  async (dialect) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, 500);
    const { actor } = world.operator;
    const { migrationId } = await approvedPlan(deps, coordinatesPlan(dialect));
    await world.target.exec("UPDATE city SET lat = 'secret-north' WHERE id = 42");
    const asItWas = await world.target.exec("SELECT * FROM city ORDER BY id");
    const request = { actor, migrationId, databaseId: world.databaseId };

    const run = await startDataChecks(deps, request);
    expect(dataCheckRun.parse(run)).toEqual(run);
    const failing = run.checks.filter((it) => it.verdict !== "passes").map((it) => it.step);
    expect(failing).toEqual(expect.arrayContaining(["expand.2", "backfill.1"]));
    expect(run.checks.find((it) => it.step === "backfill.1")?.samples).toEqual([
      { key: "id = 42", value: "secret-north" },
    ]);
    expect(await world.target.exec("SELECT * FROM city ORDER BY id")).toEqual(asItWas);
    expect(deps.logged()).not.toContain("secret-north");

    const again = await startDataChecks(deps, request);
    expect((await listDataChecks(deps, { actor, migrationId })).items).toEqual([again, run]);
    expect(await latestDataChecks(deps, migrationId, 1)).toEqual([again]);
    const audit = await deps.prisma.auditEntry.findMany({ where: { action: "migration.data-check" } });
    expect(audit).toHaveLength(2);
    expect(JSON.stringify(audit)).not.toContain("secret-north");
  },
);

test("data checks are refused on another engine, and nothing is kept of them", async () => {
  const deps = await testContainer();
  const { operator } = await aWorld(deps, "postgresql", 10);
  const other = await aWorld(deps, "sqlite", 10);
  const { migrationId } = await approvedPlan(deps, coordinatesPlan("postgresql"));
  await expect(
    startDataChecks(deps, { actor: operator.actor, migrationId, databaseId: other.databaseId }),
  ).rejects.toMatchObject({ code: "invalid-input", message: expect.stringContaining("SQLite") });
  await expect(deps.prisma.dataCheckRun.count()).resolves.toBe(0);
});
