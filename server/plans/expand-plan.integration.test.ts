import { expect, test } from "vitest";
import { registerDatabase } from "#server/databases/register-database.ts";
import { testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { aPerson } from "#test/people.ts";
import { checkPlanText } from "./check-plan-text.ts";
import { expandPlan } from "./expand-plan.ts";

const ORDERS = `
  CREATE TABLE orders (id bigint PRIMARY KEY, status text, amount numeric(12,2) NOT NULL);
  INSERT INTO orders SELECT g, 'open', g / 3.0 FROM generate_series(1, 500) g;
  ANALYZE orders`;

const plan = (operations: string, more = "") => `# why we do it
sluice: 1
name: orders
title: Orders
engine: postgresql
operations:
${operations}
${more}`;
const SET = `  - set-default: { table: orders, column: status, default: "'new'" }  # as agreed`;

async function scene() {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner");
  const target = await targetDatabase("postgresql");
  await target.exec(ORDERS);
  const { host, port, database, user, password, tls } = target.address;
  const { id: databaseId } = await registerDatabase(deps, {
    actor,
    name: "shop",
    environment: "demo",
    labels: {},
    acceptMissingRights: true,
    target: { address: { engine: "postgresql", host, port, database, user, password, tls } },
  });
  const expand = (source: string, as: "given" | "yaml" = "given") =>
    expandPlan(deps, { actor, source, databaseId, as });
  const rules = async (text: string) => (await checkPlanText(deps, { text, databaseId })).findings.map((it) => it.rule);
  return { deps, target, databaseId, expand, rules };
}

test("phases are written behind the author's text, valid, with undo, sizes and a forecast", async () => {
  const { expand, rules } = await scene();
  const { source, valid, findings, plan: view, forecast } = await expand(plan(SET));
  expect(valid).toBe(true);
  expect(findings.map((it) => it.rule)).toEqual(["default-for-new-rows-only"]);
  expect(source).toContain(plan(SET).trimEnd());
  const [step] = view?.phases[0]?.steps ?? [];
  expect(step).toMatchObject({
    from: "set-default orders.status",
    statements: [{ sql: expect.stringContaining("SET DEFAULT 'new'") }],
    undo: { kind: "sql", statements: [expect.stringContaining("DROP DEFAULT")] },
    tables: [{ name: "orders", rowEstimate: 500 }],
  });
  expect(forecast?.steps.map((it) => it.step)).toEqual(["expand.1"]);
  await expect(rules(source ?? "")).resolves.toEqual(["default-for-new-rows-only"]);
});

test("what is expanded twice is the same, and what was edited in between is said", async () => {
  const { expand, rules } = await scene();
  const once = (await expand(plan(SET))).source ?? "";
  await expect(expand(once)).resolves.toMatchObject({ source: once, notes: [] });
  const edited = once.replace("SET DEFAULT 'new'", "SET DEFAULT 'newer'");
  await expect(rules(edited)).resolves.toContain("edited-by-hand");
  await expect(expand(edited)).resolves.toMatchObject({
    source: once,
    notes: [expect.stringContaining("edited by hand")],
  });
  const byHand = plan(SET, "phases:\n  verify:\n    - check: { name: mine, none: SELECT 1 WHERE false }\n");
  await expect(expand(byHand)).resolves.toMatchObject({ notes: [expect.stringContaining("1 step written by hand")] });
});

test("operations that were never expanded, or changed since, are errors", async () => {
  const { expand, rules } = await scene();
  await expect(rules(plan(SET))).resolves.toEqual(["operations-not-expanded"]);
  const { source } = await expand(plan(SET));
  await expect(rules((source ?? "").replace("column: status", "column: amount"))).resolves.toContain(
    "operations-not-expanded",
  );
});

test("a refusal names the operation's place, and nothing is written", async () => {
  const { expand } = await scene();
  const { source, valid, findings } = await expand(
    plan(`${SET}\n  - set-default: { table: orders, column: statsu, default: "'x'" }`),
  );
  expect({ source, valid }).toEqual({ source: null, valid: false });
  expect(findings).toMatchObject([
    {
      rule: "operation-refused",
      severity: "error",
      message: expect.stringContaining("did you mean status?"),
      line: 8,
      path: "operations.1.set-default.column",
    },
  ]);
});

test("an expression that fails on a row of the table is told before anything starts", async () => {
  const { expand } = await scene();
  const { source, findings } = await expand(
    plan("  - change-type: { table: orders, column: status, type: integer, up: status::integer, down: status::text }"),
  );
  expect(source).toBeNull();
  expect(findings).toMatchObject([{ rule: "operation-refused", line: 7, path: "operations.0.change-type.up" }]);
});

test("a type that changes becomes a plan that passes its own review", async () => {
  const { deps, expand } = await scene();
  const {
    valid,
    findings,
    source,
    plan: view,
  } = await expand(
    plan(
      '  - change-type: { table: orders, column: amount, type: bigint, up: "(amount * 100)::bigint", down: "amount / 100.0" }',
    ),
  );
  expect(findings.filter(({ severity, suppressed }) => severity !== "note" && suppressed === undefined)).toEqual([]);
  expect(valid).toBe(true);
  // Whoever submits it is asked first without a database.
  const offline = await checkPlanText(deps, { text: source ?? "" });
  expect(offline.findings.filter(({ severity, suppressed }) => severity === "error" && !suppressed)).toEqual([]);
  expect(view?.phases.filter(({ steps }) => steps.length > 0).map(({ phase }) => phase)).toEqual([
    "expand",
    "backfill",
    "verify",
    "cutover",
    "contract",
  ]);
});

test("what comes as JSON from the form is answered as YAML where that is asked for", async () => {
  const { expand } = await scene();
  const json = JSON.stringify({
    sluice: 1,
    name: "a",
    title: "b",
    engine: "postgresql",
    operations: [{ "set-default": { table: "orders", column: "status", default: "'new'" } }],
  });
  const { source } = await expand(json, "yaml");
  expect(source).toMatch(
    /^sluice: 1\nname: a\n[\s\S]*\n {2}- set-default:\n[\s\S]*\nphases:\n {2}expand:\n {4}- sql: /,
  );
  expect(JSON.parse((await expand(json)).source ?? "")).toMatchObject({ phases: { expand: [{}] } });
});

test("a plan without operations, and one for another engine, are refused with what to do", async () => {
  const { expand } = await scene();
  await expect(expand("sluice: 1\nname: a\ntitle: b\nengine: postgresql\n")).resolves.toMatchObject({
    findings: [{ rule: "no-operations" }],
  });
  await expect(expand(plan(SET).replace("engine: postgresql", "engine: sqlite"))).rejects.toMatchObject({
    code: "invalid-input",
  });
});
