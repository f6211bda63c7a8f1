import { expect, test } from "vitest";
import { dryRun } from "#contracts/dry-run.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { testContainer } from "#test/container.ts";
import { aWorld, coordinatesPlan } from "#test/rollouts.ts";
import { listDryRuns } from "./list-dry-runs.ts";
import { startDryRun } from "./start-dry-run.ts";

test.each(["postgresql", "sqlite"] as const)(
  "a dry run on %s before and after expand changes nothing and keeps its figures",
  async (dialect) => {
    const deps = await testContainer();
    const world = await aWorld(deps, dialect, 3_000);
    const { actor } = world.operator;
    const { migrationId } = await approvedPlan(deps, coordinatesPlan(dialect));
    const rows = () => world.target.exec("SELECT * FROM city ORDER BY id");
    const asItWas = await rows();
    const request = { actor, migrationId, stepId: "backfill.1", databaseId: world.databaseId } as const;

    const early = await startDryRun(deps, request);
    expect(dryRun.parse(early)).toEqual(early);
    expect(early.result.where).toBe(dialect === "sqlite" ? "in place" : "on a copy");
    expect(early.result.ranges.reduce((sum, range) => sum + range.changed, 0)).toBeGreaterThan(0);
    expect(await rows()).toEqual(asItWas);

    const type = dialect === "sqlite" ? "REAL" : "numeric(8,5)";
    await world.target.exec(`ALTER TABLE city ADD COLUMN latitude ${type}`);
    const late = await startDryRun(deps, request);
    expect(late.result).toMatchObject({ where: "in place", rowEstimate: expect.any(Number) });
    const [row] = await world.target.exec("SELECT count(latitude) AS n FROM city");
    expect(Number(row?.n)).toBe(0);

    const { items } = await listDryRuns(deps, { actor, migrationId });
    expect(items).toEqual([late, early]);
    await expect(
      deps.prisma.auditEntry.count({ where: { action: "migration.dry-run", objectId: migrationId } }),
    ).resolves.toBe(2);
  },
);

test("a dry run is refused with what to do, and nothing is kept of it", async () => {
  const deps = await testContainer();
  const world = await aWorld(deps, "postgresql", 10);
  const { actor } = world.operator;
  const { migrationId } = await approvedPlan(deps, coordinatesPlan("postgresql"));
  const request = { actor, migrationId, databaseId: world.databaseId } as const;
  await expect(startDryRun(deps, { ...request, stepId: "expand.1" })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining("expand.1 is no backfill"),
  });
  const other = await aWorld(deps, "sqlite", 10);
  await expect(
    startDryRun(deps, { ...request, databaseId: other.databaseId, stepId: "backfill.1" }),
  ).rejects.toMatchObject({ code: "invalid-input", message: expect.stringContaining("SQLite") });
  await world.target.exec("DROP TABLE city");
  await expect(startDryRun(deps, { ...request, stepId: "backfill.1" })).rejects.toMatchObject({
    code: "blocked",
    message: expect.stringContaining("has no table city"),
  });
  await expect(deps.prisma.dryRun.count()).resolves.toBe(0);
});
