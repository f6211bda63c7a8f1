import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { stepId } from "#contracts/plan.ts";
import { saferFormOf } from "#core/analysis/safer-forms/safer-forms.ts";
import type { Engine } from "#core/engines/engine.ts";
import { rollbackRollout } from "#server/rollouts/rollback-rollout.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { engineOf } from "#test/engine-fixtures.ts";
import { aPerson } from "#test/people.ts";
import { aRollout, aWorker, aWorld, until } from "#test/rollouts.ts";
import { analysePlan } from "./analyse-plan.ts";
import { applySaferForm } from "./apply-safer-form.ts";
import { checkPlanText } from "./check-plan-text.ts";

const CITY = `
  CREATE TABLE country (id bigint PRIMARY KEY);
  CREATE TABLE city (id bigint PRIMARY KEY, "Name" text, lat text, population integer, country_id bigint);
  INSERT INTO country SELECT g FROM generate_series(1, 9) g;
  INSERT INTO city SELECT g, 'name ' || g, '1.5', g, 1 + g % 9 FROM generate_series(1, 500) g;
  ANALYZE`;

const plan = (steps: string) => `sluice: 1
name: a
title: b
engine: postgresql
phases:
  expand:
    # what the author wrote about it
${steps}
`;
const step = (sql: string, undo: string) => plan(`    - sql: ${sql}\n      undo: ${undo}`);

async function scene() {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner");
  const offered = async (source: string) => {
    const { findings } = await checkPlanText(deps, { text: source });
    return findings.filter(({ saferForm }) => saferForm !== undefined);
  };
  const apply = (source: string, form: string, id = "expand.1") =>
    applySaferForm(deps, { actor, source, step: stepId.parse(id), form });
  return { deps, offered, apply };
}

/** What the tables are like when the plan has run, on a database of its own. */
async function afterRunning(deps: Awaited<ReturnType<typeof testContainer>>, source: string) {
  const engine = engineOf("postgresql");
  const target = await targetDatabase("postgresql");
  await target.exec(CITY);
  await using connection = await engine.connect(target.address, { applicationName: "sluice:test" });
  await engine.ddl.prepareTarget(connection);
  const { plan: read } = await analysePlan(deps, source);
  const runId = randomUUID();
  for (const { id, work } of read?.steps ?? []) {
    const ledger = { runId, stepId: id, direction: "do" } as const;
    if (work.kind === "index") await engine.ddl.runIndex(connection, { ledger, statement: work.statement });
    if (work.kind === "sql") await runSql(engine, connection, ledger, work.form, work.statements);
  }
  const names = ["city", "country"].map((name) => ({ schema: "public", name }));
  return await Promise.all(names.map((name) => engine.introspector.table(connection, name)));
}

async function runSql(
  engine: Engine,
  connection: Parameters<Engine["ddl"]["runShort"]>[0],
  ledger: Parameters<Engine["ddl"]["runShort"]>[1]["ledger"],
  form: "short" | "long",
  statements: readonly string[],
) {
  const [statement = ""] = statements;
  if (form === "long") await engine.ddl.runLong(connection, { ledger, statement });
  else await engine.ddl.runShort(connection, { ledger, statements, lockTimeoutMs: 1_000 });
}

const REWRITES = [
  ["CREATE INDEX city_lat ON city (lat)", "DROP INDEX city_lat", "index-build-blocks-writes"],
  [
    "ALTER TABLE city ADD CONSTRAINT some_people CHECK (population > 0)",
    "ALTER TABLE city DROP CONSTRAINT some_people",
    "check-validated-inline",
  ],
  ["ALTER TABLE city ADD CHECK (population > 0)", "none", "check-validated-inline"],
  [
    "ALTER TABLE city ADD CONSTRAINT city_country FOREIGN KEY (country_id) REFERENCES country (id)",
    "ALTER TABLE city DROP CONSTRAINT city_country",
    "foreign-key-validated-inline",
  ],
  [
    "ALTER TABLE city ALTER COLUMN lat SET NOT NULL",
    "ALTER TABLE city ALTER COLUMN lat DROP NOT NULL",
    "set-not-null-scan",
  ],
  [
    'ALTER TABLE city ADD CONSTRAINT "One Name" UNIQUE ("Name")',
    'ALTER TABLE city DROP CONSTRAINT "One Name"',
    "unique-builds-index",
  ],
] as const;

test.each(REWRITES)("the safer form of %s runs, and reaches the same schema", async (sql, undo, rule) => {
  const { deps, offered, apply } = await scene();
  const source = step(sql, undo);
  const finding = (await offered(source)).find((it) => it.rule === rule);
  expect(finding?.saferForm).toBe(saferFormOf(rule)?.id);

  const { source: safer, title } = await apply(source, finding?.saferForm ?? "");
  expect(title).not.toBe("");
  expect(safer).toContain("    # what the author wrote about it\n");
  expect((await offered(safer)).map((it) => it.rule)).not.toContain(rule);
  expect((await checkPlanText(deps, { text: safer })).findings.filter(({ severity }) => severity === "error")).toEqual(
    [],
  );

  const [mine, before] = [await afterRunning(deps, safer), await afterRunning(deps, source)];
  const shape = (tables: typeof mine) =>
    tables.map((table) => ({
      columns: table?.columns,
      indexes: table?.indexes.map(({ bytes: _, ...index }) => index),
      constraints: table?.constraints,
    }));
  // The name that the server makes up and the one that the form writes are the same.
  expect(shape(mine)).toEqual(shape(before));
});

test("an UPDATE becomes a backfill that keeps the old values, in the phase for it", async () => {
  const { offered, apply } = await scene();
  const source = step("UPDATE city SET lat = '0' WHERE lat IS NULL", "UPDATE city SET lat = NULL WHERE lat = '0'");
  expect((await offered(source)).map((it) => [it.rule, it.saferForm])).toContainEqual([
    "unbatched-backfill",
    "backfill",
  ]);
  const { source: safer } = await apply(source, "backfill");
  expect(safer).toContain(
    "  backfill:\n    - backfill:\n        table: city\n        set:\n          lat: \"'0'\"\n        where: lat IS NULL\n      undo: keep-old-values\n",
  );
  expect(await offered(safer)).toEqual([]);
});

test("the backfill that an UPDATE became changes the same rows on a server, and gives them their old values back", async () => {
  const deps = await testContainer({ redisDatabase: 1 });
  const world = await aWorld(deps, "postgresql", 3_000);
  const { actor } = world.operator;
  const update = "UPDATE city SET lat = 'x' || name, n = length(name) + 7 WHERE id % 3 = 0";
  const { source } = await applySaferForm(deps, {
    actor,
    source: step(update, "none").replace("undo: none", "undo: UPDATE city SET n = 0"),
    step: stepId.parse("expand.1"),
    form: "backfill",
  });
  const { plan: read } = await analysePlan(deps, source);
  const rowsNow = () => world.target.exec("SELECT id, lat, n FROM city ORDER BY id");
  const before = await rowsNow();
  await world.target.exec(`CREATE TABLE by_update AS TABLE city; ${update.replace("city", "by_update")}`);
  if (!read) throw new Error("The plan cannot be read");
  const { id: rolloutId } = await aRollout(world, read.document);
  await aWorker(deps);
  await until(world, rolloutId, "succeeded");
  expect(await rowsNow()).toEqual(await world.target.exec("SELECT id, lat, n FROM by_update ORDER BY id"));
  await rollbackRollout(deps, { actor, rolloutId, reason: "" });
  await until(world, rolloutId, (it) => it.state === "rolled_back");
  expect(await rowsNow()).toEqual(before);
}, 120_000);

test.each([
  [
    "not-valid-then-validate-together",
    "ALTER TABLE city ADD CONSTRAINT some_people CHECK (population > 0) NOT VALID;\n        ALTER TABLE city VALIDATE CONSTRAINT some_people",
    "none",
  ],
  [
    "locks-many-tables",
    "ALTER TABLE city ADD COLUMN n integer;\n        ALTER TABLE country ADD COLUMN m integer",
    "|\n        ALTER TABLE country DROP COLUMN m;\n        ALTER TABLE city DROP COLUMN n",
  ],
])(
  "statements that are split for %s run one after the other on a server, and reach the same schema",
  async (rule, sql, undo) => {
    const { deps, offered, apply } = await scene();
    const source = plan(`    - sql: |\n        ${sql}\n      undo: ${undo}`);
    const finding = (await offered(source)).find((it) => it.rule === rule);
    expect(finding?.saferForm).toBe("split");
    const { source: safer } = await apply(source, "split");
    expect((await offered(safer)).map((it) => it.rule)).not.toContain(rule);
    const { plan: read } = await analysePlan(deps, safer);
    expect(read?.steps.length).toBe(2);
    const [mine, before] = [await afterRunning(deps, safer), await afterRunning(deps, source)];
    expect(mine.map((table) => [table?.columns, table?.constraints])).toEqual(
      before.map((table) => [table?.columns, table?.constraints]),
    );
  },
);

test("no backfill is offered for a column that is set from its own value, unless the filter leaves written rows out", async () => {
  const { offered } = await scene();
  const formsOf = async (sql: string) => (await offered(step(sql, "none"))).map(({ saferForm }) => saferForm);
  expect(await formsOf("UPDATE city SET population = population + 1")).not.toContain("backfill");
  expect(await formsOf("UPDATE city SET lat = trim(lat) WHERE id > 5")).not.toContain("backfill");
  expect(await formsOf("UPDATE city SET lat = trim(lat) WHERE lat LIKE ' %'")).toContain("backfill");
});

test("of several statements only the dangerous one is taken out, each with what undoes it", async () => {
  const { deps, apply } = await scene();
  const source = plan(
    "    - sql: |\n        ALTER TABLE city ADD COLUMN n integer;\n        CREATE INDEX city_lat ON city (lat);\n        ALTER TABLE city ADD COLUMN m integer\n      undo: |\n        ALTER TABLE city DROP COLUMN m;\n        DROP INDEX city_lat;\n        ALTER TABLE city DROP COLUMN n",
  );
  const { source: safer } = await apply(source, "index-step");
  const { plan: read } = await analysePlan(deps, safer);
  expect(read?.document.phases.expand).toMatchObject([
    { sql: "ALTER TABLE city ADD COLUMN n integer", undo: expect.stringMatching(/DROP COLUMN "?n"?$/) },
    { index: "CREATE INDEX city_lat ON city (lat)" },
    { sql: "ALTER TABLE city ADD COLUMN m integer", undo: expect.stringMatching(/DROP COLUMN "?m"?$/) },
  ]);
});

test("a form that does not fit is refused, and says that nothing was changed", async () => {
  const { apply } = await scene();
  const source = step("ALTER TABLE city ADD COLUMN n integer, ADD CHECK (population > 0)", "none");
  await expect(apply(source, "not-valid")).rejects.toMatchObject({
    code: "invalid-plan",
    message: expect.stringContaining("nothing was changed"),
  });
  await expect(apply(source, "no-such-form")).rejects.toMatchObject({ code: "invalid-plan" });
  await expect(apply(source, "index-step", "verify.3")).rejects.toMatchObject({ code: "invalid-plan" });
});
