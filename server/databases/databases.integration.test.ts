import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Database, TargetProbe } from "#contracts/database.ts";
import * as contract from "#contracts/database.ts";
import { RUN_STATES, RUN_STATES_OPEN } from "#core/domain/run-state.ts";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { targetDatabase } from "#test/databases.ts";
import { aPerson, bearer } from "#test/people.ts";
import { checkDatabases } from "./check-databases.ts";

const bodyOf = ({ kind: _, ...address }: NetworkAddress) => ({
  address: { engine: "postgresql" as const, ...address },
});

async function setUp(options: Parameters<typeof testContainer>[0] = {}) {
  const deps = await testContainer(options);
  serveWith(deps);
  const person = await aPerson(deps, "owner");
  return { deps, person, headers: await bearer(deps, person, "owner") };
}

async function registered(headers: Record<string, string>, address: NetworkAddress, name = "shop"): Promise<Database> {
  const body = { name, environment: "staging" as const, labels: { team: "geo" }, target: bodyOf(address) };
  const answer = await callRoute(contract.registerDatabase, { body, headers });
  expect(answer.status, answer.text).toBe(200);
  return answer.json() as Database;
}

async function aRun(deps: Container, databaseId: string, state: (typeof RUN_STATES)[number]): Promise<string> {
  const ids = { migrationId: newId(), rolloutId: newId(), runId: newId() };
  const digest = "0".repeat(64);
  await deps.prisma.migration.create({
    data: {
      id: ids.migrationId,
      name: ids.migrationId,
      title: "Coordinates",
      engine: "postgresql",
      revision: 1,
      digest,
      authorName: "A",
    },
  });
  await deps.prisma.rollout.create({
    data: {
      id: ids.rolloutId,
      migrationId: ids.migrationId,
      revision: 1,
      digest,
      document: {},
      startedById: newId(),
      startedByName: "A",
      runs: { create: { id: ids.runId, databaseId, state } },
    },
  });
  return ids.runId;
}

test("a target is tried, registered, shown with its tables, and removed", async () => {
  const { deps, headers } = await setUp();
  const target = await targetDatabase("postgresql");
  await target.exec("CREATE TABLE city (id int PRIMARY KEY, name text NOT NULL)");
  const tried = await callRoute(contract.testTarget, { headers, body: bodyOf(target.address) });
  expect(tried.status, tried.text).toBe(200);
  expect((tried.json() as TargetProbe).version).toContain("18");
  await expect(deps.prisma.database.count()).resolves.toBe(0);

  const database = await registered(headers, target.address);
  expect(database).toMatchObject({
    name: "shop",
    environment: "staging",
    labels: { team: "geo" },
    unreachable: null,
    activeRollouts: 0,
  });
  expect(database.probe?.rights).toEqual({ createTables: true, createTriggers: true, sluiceSchema: true });
  const params = { databaseId: database.id };
  const tables = await callRoute(contract.listTables, { headers, params });
  expect(tables.json()).toMatchObject({ items: [{ name: "city", kind: "table" }] });
  const table = await callRoute(contract.getTable, { headers, params, query: { name: "city" } });
  expect(table.json()).toMatchObject({ columns: [{ name: "id" }, { name: "name", nullable: false }] });
  expect((await callRoute(contract.getTable, { headers, params, query: { name: "nothing" } })).status).toBe(404);
  expect((await callRoute(contract.getActivity, { headers, params })).json()).toMatchObject({
    supported: true,
    lockWaits: [],
  });

  expect((await callRoute(contract.removeDatabase, { headers, params })).status).toBe(200);
  expect((await callRoute(contract.getDatabase, { headers, params })).status).toBe(404);
  await expect(deps.prisma.database.findFirst()).resolves.toMatchObject({ sealedPassword: null });
  await registered(headers, target.address);
  const audit = await deps.prisma.auditEntry.findMany({ orderBy: { id: "asc" } });
  expect(audit.map(({ action }) => action)).toEqual([
    "database.try",
    "database.register",
    "database.remove",
    "database.register",
  ]);
});

test("the same database is registered once, whatever it is called and whoever is first", async () => {
  const { headers, deps } = await setUp();
  const { address } = await targetDatabase("postgresql");
  const register = (name: string) =>
    callRoute(contract.registerDatabase, { headers, body: { name, target: bodyOf(address) } });
  const statuses = (await Promise.all([register("one"), register("two"), register("three")]))
    .map(({ status }) => status)
    .sort();
  expect(statuses).toEqual([200, 409, 409]);
  await expect(deps.prisma.database.count()).resolves.toBe(1);
  const { name } = await deps.prisma.database.findFirstOrThrow();
  const other = await targetDatabase("postgresql");
  const taken = await callRoute(contract.registerDatabase, {
    headers,
    body: { name: name.toUpperCase(), target: bodyOf(other.address) },
  });
  expect(taken.json()).toMatchObject({ status: 409, code: "conflict" });
});

test("a target that cannot be reached, lets nobody in or lacks a right is not saved, and it is said why", async () => {
  const { headers, deps } = await setUp();
  const target = await targetDatabase("postgresql");
  const register = (address: NetworkAddress, more: object = {}) =>
    callRoute(contract.registerDatabase, { headers, body: { name: "x", target: bodyOf(address), ...more } });
  expect((await register({ ...target.address, port: 1 })).json()).toMatchObject({
    code: "target-unreachable",
    status: 502,
  });
  expect((await register({ ...target.address, password: "wrong" })).json()).toMatchObject({
    status: expect.any(Number),
    code: expect.stringMatching(/^target-/),
  });
  const user = `weak_${newId().replaceAll("-", "")}`;
  await target.exec(`CREATE ROLE ${user} LOGIN PASSWORD 'weak'; REVOKE ALL ON SCHEMA public FROM PUBLIC`);
  const weak = { ...target.address, user, password: "weak" };
  const refused = await register(weak);
  expect(refused.json()).toMatchObject({ code: "target-rights", status: 422 });
  expect(refused.text).toContain("GRANT");
  await expect(deps.prisma.database.count()).resolves.toBe(0);
  expect((await register(weak, { acceptMissingRights: true })).status).toBe(200);
  await target.exec(`DROP OWNED BY ${user}; DROP ROLE ${user}`).catch(() => undefined);
});

test.each(RUN_STATES)("removing a database with a run that is %s", async (state) => {
  const { headers, deps } = await setUp();
  const target = await targetDatabase("postgresql");
  const { id } = await registered(headers, target.address);
  await aRun(deps, id, state);
  const isOpen = (RUN_STATES_OPEN as readonly string[]).includes(state);
  const answer = await callRoute(contract.removeDatabase, { headers, params: { databaseId: id } });
  expect(answer.status).toBe(isOpen ? 409 : 200);
  if (isOpen) expect(answer.json()).toMatchObject({ code: "blocked", blockers: [{ code: "rollout-open" }] });
  const history = isOpen
    ? await callRoute(contract.listDatabaseRollouts, { headers, params: { databaseId: id } })
    : null;
  if (history) expect(history.json()).toMatchObject({ items: [{ migrationTitle: "Coordinates", state }] });
});

test("a new way must lead to the same database, and an empty password never travels to another server", async () => {
  const { headers } = await setUp();
  const target = await targetDatabase("postgresql");
  const other = await targetDatabase("postgresql");
  const { id } = await registered(headers, target.address);
  const change = (address: NetworkAddress) =>
    callRoute(contract.changeDatabase, { headers, params: { databaseId: id }, body: { target: bodyOf(address) } });
  expect((await change({ ...target.address, password: "" })).status).toBe(200);
  expect((await change(other.address)).json()).toMatchObject({ code: "target-changed" });
  const moved = await change({ ...target.address, host: "localhost", password: "" });
  expect(moved.json()).toMatchObject({ code: expect.stringMatching(/^target-(rights|unreachable|refused)$/) });
  const renamed = await callRoute(contract.changeDatabase, {
    headers,
    params: { databaseId: id },
    body: { name: "store" },
  });
  expect(renamed.json()).toMatchObject({ name: "store", environment: "staging", labels: { team: "geo" } });
});

test("since when and why a database cannot be reached is kept until it can be", async () => {
  let now = new Date();
  const { deps, headers } = await setUp({ now: () => now });
  const target = await targetDatabase("postgresql");
  const { id } = await registered(headers, target.address);
  const later = async (deps: TestContainer, ms: number) => {
    now = new Date(now.getTime() + ms);
    await checkDatabases(deps);
    return (await callRoute(contract.getDatabase, { headers, params: { databaseId: id } })).json() as Database;
  };
  expect((await later(deps, 60_000)).unreachable).toBeNull();
  await deps.prisma.database.update({ where: { id }, data: { port: 1 } });
  const first = await later(deps, 60_000);
  const second = await later(deps, 60_000);
  expect(first.unreachable?.reason).not.toBe("");
  expect(second.unreachable).toEqual(first.unreachable);
  await deps.prisma.database.update({ where: { id }, data: { port: target.address.port } });
  expect((await later(deps, 60_000)).unreachable).toBeNull();
});

test("an SQLite file is registered by its URL", async () => {
  const { headers } = await setUp();
  const target = await targetDatabase("sqlite");
  await target.exec("CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT)");
  const body = { name: "file", target: { url: `sqlite:${target.address.file}` } };
  const answer = await callRoute(contract.registerDatabase, { headers, body });
  expect(answer.json(), answer.text).toMatchObject({ engine: "sqlite", place: target.address.file, host: null });
  const { id } = answer.json() as Database;
  expect((await callRoute(contract.getActivity, { headers, params: { databaseId: id } })).json()).toMatchObject({
    supported: false,
  });
  const dir = mkdtempSync(join(tmpdir(), "sluice-none-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const missing = await callRoute(contract.registerDatabase, {
    headers,
    body: { name: "none", target: { url: `sqlite:${dir}/none.db` } },
  });
  expect(missing.json()).toMatchObject({ code: "target-unreachable" });
});
