import { expect, test } from "vitest";
import { type Application, listApplications, reportHeartbeat } from "#contracts/application.ts";
import { OPERATIONS } from "#contracts/operations.ts";
import { createToken } from "#contracts/person.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { aPerson, bearer } from "#test/people.ts";
import { aWorld } from "#test/rollouts.ts";
import { forgetSilentApplications } from "./application-repository.ts";

const BEAT = { instance: "shop-1", version: "2.2.0", reads: ["city.lat", "city.name"], writes: ["city.name"] };

async function setUp() {
  const deps = await testContainer();
  serveWith(deps);
  const headers = await bearer(deps, await aPerson(deps, "operator"), "operator");
  const beat = (body: object = BEAT, name = "shop") =>
    callRoute(reportHeartbeat, { params: { name }, body: body as typeof BEAT, headers });
  const list = async () => ((await callRoute(listApplications, { headers })).json() as { items: Application[] }).items;
  return { deps, headers, beat, list };
}

const declared = ({ prisma }: TestContainer) =>
  prisma.auditEntry.findMany({ where: { action: "application.declare" } });
const secondsFromNow = (iso: string) => (new Date(iso).getTime() - Date.now()) / 1000;

test("a heartbeat makes the instance live for two minutes, or four times what it says; only what is new is audited", async () => {
  const { deps, beat, list } = await setUp();
  const { liveUntil } = (await beat()).json() as { liveUntil: string };
  expect(secondsFromNow(liveUntil)).toBeGreaterThan(110);
  expect(secondsFromNow(liveUntil)).toBeLessThan(130);
  const often = (await beat({ ...BEAT, every: "30s" })).json() as { liveUntil: string };
  expect(Math.abs(secondsFromNow(often.liveUntil) - 120)).toBeLessThan(10);
  const seldom = (await beat({ ...BEAT, every: "10m" })).json() as { liveUntil: string };
  expect(Math.abs(secondsFromNow(seldom.liveUntil) - 2_400)).toBeLessThan(10);
  await beat({ ...BEAT, instance: "shop-2" });
  // The same columns in another order are the same.
  await beat({ ...BEAT, reads: ["city.name", "city.lat", "city.lat"] });
  expect(await declared(deps)).toHaveLength(1);
  await beat({ ...BEAT, version: "2.3.0", reads: ["city.latitude"] });
  const entries = await declared(deps);
  expect(entries).toHaveLength(2);
  expect(entries.map(({ objectName }) => objectName)).toEqual(["shop", "shop"]);
  const [shop] = await list();
  expect(shop).toMatchObject({ name: "shop", live: 3 });
  expect(shop?.declarations.map(({ version, live, reads }) => [version, live, reads])).toEqual([
    ["2.3.0", 1, ["city.latitude"]],
    ["2.2.0", 2, ["city.lat", "city.name"]],
  ]);
  expect(shop?.instances.map(({ instance, version, state }) => `${instance} ${version} ${state}`).toSorted()).toEqual([
    "shop-1 2.2.0 live",
    "shop-1 2.3.0 live",
    "shop-2 2.2.0 live",
  ]);
});

test("of many first heartbeats at once one declaration is made, and every instance is noted", async () => {
  const { deps, beat, list } = await setUp();
  const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => beat({ ...BEAT, instance: `pod-${at}` })));
  expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200));
  expect(await declared(deps)).toHaveLength(1);
  expect((await list())[0]?.live).toBe(12);
});

test("an instance that leaves is not live any more, and a beat after that brings it back", async () => {
  const { beat, list } = await setUp();
  await beat();
  const bye = await beat({ instance: "shop-1", version: "2.2.0", leaving: true });
  expect(bye.json()).toEqual({ liveUntil: null });
  expect(await list()).toMatchObject([{ live: 0, instances: [{ state: "left" }] }]);
  // Twice, or of one that was never heard of, is as well.
  expect((await beat({ instance: "shop-1", version: "2.2.0", leaving: true })).status).toBe(200);
  expect((await beat({ instance: "nobody", version: "1", leaving: true }, "nothing")).status).toBe(200);
  await beat();
  expect(await list()).toMatchObject([{ name: "shop", live: 1, instances: [{ state: "live" }] }]);
});

test("a database is named as Sluice knows it; an unknown one is refused and nothing is noted", async () => {
  const { deps, beat, list } = await setUp();
  const { databaseId } = await aWorld(deps, "sqlite", 1);
  const { name } = await deps.prisma.database.findUniqueOrThrow({ where: { id: databaseId } });
  expect((await beat({ ...BEAT, database: name.toUpperCase() })).status).toBe(200);
  expect((await beat({ ...BEAT, database: databaseId })).status).toBe(200);
  expect((await list())[0]?.declarations).toMatchObject([{ database: name }]);
  const refused = await beat({ ...BEAT, database: "elsewhere" }, "other");
  expect(refused.json()).toMatchObject({ status: 404, code: "not-found" });
  expect(await list()).toHaveLength(1);
});

test.each([
  ["a column that is none", { reads: ["lat"] }, "reads"],
  ["too many columns", { reads: Array.from({ length: 1_001 }, (_, at) => `t.c${at}`) }, "reads"],
  ["a time that is none", { every: "soon" }, "every"],
  ["a time that is too long", { every: "61m" }, "every"],
  ["a field that is not known", { colour: "red" }, ""],
  ["an instance with a line break", { instance: "a\nb" }, "instance"],
])("%s is refused with its place", async (_, wrong, path) => {
  const { beat, list } = await setUp();
  const answer = await beat({ ...BEAT, ...wrong });
  expect(answer.status, answer.text).toBe(400);
  const { errors } = answer.json() as { errors: { path: string }[] };
  expect(errors[0]?.path).toMatch(new RegExp(`^${path}`));
  expect(await list()).toEqual([]);
});

test("a token for heartbeats reports, and every other operation refuses it", async () => {
  const { deps, headers } = await setUp();
  const made = await callRoute(createToken, {
    headers,
    body: { name: "shop", role: "operator", only: "application.report" },
  });
  const { secret, token } = made.json() as { secret: string; token: { only: string } };
  expect(token.only).toBe("application.report");
  const machine = { authorization: `Bearer ${secret}` };
  const beat = await callRoute(reportHeartbeat, { params: { name: "shop" }, body: BEAT, headers: machine });
  expect(beat.status, beat.text).toBe(200);
  for (const operation of OPERATIONS) {
    if (operation.access === "public" || operation.id === "reportHeartbeat") continue;
    const answer = await callRoute(operation, { headers: machine, params: { stepId: "cutover.1" } } as object);
    expect(answer.json(), operation.id).toMatchObject({ status: 403, code: "forbidden" });
  }
  const { GET } = await import("#app/api/v1/live/route.ts");
  expect((await GET(new Request("http://sluice.test/api/v1/live", { headers: machine }))).status).toBe(403);
  const weak = await callRoute(createToken, {
    headers,
    body: { name: "x", role: "viewer", only: "application.report" },
  });
  expect(weak.json()).toMatchObject({ status: 400, code: "invalid-input" });
  expect(await deps.prisma.apiToken.count({ where: { name: "x" } })).toBe(0);
});

test("what was not heard of for three months is forgotten, and what lives stays", async () => {
  const { deps, beat, list } = await setUp();
  await beat();
  await beat({ ...BEAT, version: "1.0.0" }, "old");
  const long = new Date(Date.now() - 91 * 86_400_000);
  await deps.prisma.applicationInstance.updateMany({
    where: { declaration: { version: "1.0.0" } },
    data: { seenAt: long, expiresAt: long },
  });
  await deps.prisma.applicationDeclaration.updateMany({ data: { createdAt: long } });
  await deps.prisma.application.updateMany({ data: { createdAt: long } });
  await forgetSilentApplications(deps.prisma);
  expect((await list()).map(({ name }) => name)).toEqual(["shop"]);
});
