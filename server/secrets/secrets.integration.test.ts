import { Redis } from "ioredis";
import { expect, test } from "vitest";
import type { Database } from "#contracts/database.ts";
import * as databases from "#contracts/database.ts";
import type { Operation, OperationRequest } from "#contracts/define-operation.ts";
import { OPERATIONS } from "#contracts/operations.ts";
import * as overview from "#contracts/overview.ts";
import * as people from "#contracts/person.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import { LIVE_STREAM } from "#server/events/live-stream.ts";
import { createSetupLink } from "#server/people/create-setup-link.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { redisUrl, targetDatabase, uniqueName } from "#test/databases.ts";

const REDIS_DATABASE = 3;
const MARKER = "hunter2-MARKER-hunter2";

/** All rows of all tables as text. */
async function everythingIn(prisma: PrismaClient): Promise<string> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const rows = await Promise.all(
    tables.map(({ name }) => prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`)),
  );
  expect(tables.length).toBeGreaterThan(15);
  return rows
    .flat()
    .map(({ row }) => row)
    .join("\n");
}

async function liveEvents(): Promise<string> {
  const redis = new Redis(redisUrl(REDIS_DATABASE));
  const entries = await redis.xrange(LIVE_STREAM, "-", "+");
  redis.disconnect();
  expect(entries.length).toBeGreaterThan(0);
  return JSON.stringify(entries);
}

test("the password of a target is in no answer, audit row, log line, event or error, and not plain in the control database", async () => {
  const deps = await testContainer({ redisDatabase: REDIS_DATABASE, env: { logLevel: "trace" } });
  serveWith(deps);
  const target = await targetDatabase("postgresql");
  const user = uniqueName("marked");
  await target.exec(`CREATE ROLE ${user} LOGIN SUPERUSER PASSWORD '${MARKER}'`);
  const { host, port, database } = target.address;
  const answers: string[] = [];
  let headers: Record<string, string> = {};
  const call = async <O extends Operation>(operation: O, request: OperationRequest<O> = {}) => {
    const answer = await callRoute(operation, { ...request, headers });
    answers.push(JSON.stringify([...answer.headers]), answer.text);
    return answer;
  };

  const owner = { name: "Ada", email: "ada@example.test", password: `${MARKER}-owner` };
  const link = await createSetupLink(deps);
  const setUp = await callRoute(people.setUpOwner, { body: { ...owner, token: link?.url.split("=")[1] ?? "" } });
  answers.push(setUp.text);
  const cookie = setUp.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  headers = { cookie, origin: deps.env.url, "idempotency-key": "once" };

  const address = {
    engine: "postgresql" as const,
    host,
    port,
    database,
    user,
    password: MARKER,
    tls: "disable" as const,
  };
  const url = `postgres://${user}:${MARKER}@${host}:${port}/${database}?sslmode=disable`;
  await call(databases.testTarget, { body: { address } });
  headers = { cookie, origin: deps.env.url };
  await call(databases.testTarget, { body: { url } });
  const registered = await call(databases.registerDatabase, { body: { name: "shop", target: { url } } });
  expect(registered.status, registered.text).toBe(200);
  const { id } = registered.json() as Database;

  // All the ways in which it can go wrong.
  const wrong = [
    { body: { url: `postgres://${user}:${MARKER}@${host}:1/${database}` } },
    { body: { url: `postgres://${user}:${MARKER}x@${host}:${port}/${database}` } },
    { body: { url: `postgres://${user}:${MARKER}@${host}:${port}/nothing` } },
    { body: { url: `postgres://${user}:${MARKER}@nowhere.invalid/${database}` } },
    { body: { url: `postgres://${user}:${MARKER}@@@${host}/${database}` } },
    { body: { url: `postgres://${user}:${MARKER}@${host}:${port}/${database}?sslmode=${MARKER}` } },
    { body: { url: `postgres://${user}:${MARKER}@${host}:${port}/${database}?sslmode=require` } },
    { body: { address: { ...address, port: 99_999 } } },
    { body: { address: { ...address, engine: "sqlite" as const, file: `/nowhere/${MARKER.length}` } } },
    { body: { address: { ...address, password: { secret: MARKER } as unknown as string } } },
  ];
  for (const request of wrong) expect((await call(databases.testTarget, request)).status).toBeGreaterThanOrEqual(400);

  const params = { databaseId: id };
  await call(databases.changeDatabase, { params, body: { target: { address } } });
  await call(databases.testDatabase, { params });
  await deps.prisma.database.update({ where: { id }, data: { sealedPassword: deps.sealer.seal(`${MARKER}-old`, id) } });
  expect((await call(databases.testDatabase, { params })).text).toContain('"since"');
  await call(databases.listTables, { params });
  await deps.prisma.database.update({
    where: { id },
    data: { sealedPassword: deps.sealer.seal(MARKER, "another row") },
  });
  expect((await call(databases.listTables, { params })).json()).toMatchObject({ code: "secret-unreadable" });
  await deps.prisma.database.update({ where: { id }, data: { sealedPassword: deps.sealer.seal(MARKER, id) } });
  await call(overview.rotateSecrets);
  for (const operation of OPERATIONS.filter(({ method, path }) => method === "GET" && !/:(?!databaseId)/.test(path))) {
    await call(operation, { params, query: { name: "nothing" } });
  }
  deps.log.error(
    { err: new Error(`cannot reach ${url}`), password: MARKER, it: { url, password: MARKER } },
    `failed: ${url}`,
  );

  const token = await callRoute(people.createToken, { headers, body: { name: "t", role: "viewer" } });
  const { secret } = token.json() as { secret: string };
  const stored = await everythingIn(deps.prisma);
  for (const place of [answers.join("\n"), deps.logged(), await liveEvents(), stored]) {
    expect(place).not.toContain("MARKER");
    expect(place).not.toContain(secret);
  }
  expect(stored).toContain("v1.");
});

test("after a rotation everything opens with the new key alone", async () => {
  const old = Buffer.alloc(32, 1);
  const fresh = Buffer.alloc(32, 2);
  const { createAesGcmSealer } = await import("./aes-gcm-sealer.ts");
  const deps = await testContainer({ env: { secretKeys: [fresh, old] } });
  serveWith(deps);
  const { aPerson, bearer } = await import("#test/people.ts");
  const headers = await bearer(deps, await aPerson(deps, "owner"), "owner");
  const { address } = await targetDatabase("postgresql");
  const { kind: _, ...rest } = address;
  const body = { name: "shop", target: { address: { engine: "postgresql" as const, ...rest } } };
  const { id } = (await callRoute(databases.registerDatabase, { headers, body })).json() as Database;
  const sealedPassword = createAesGcmSealer([old]).seal(address.password, id);
  await deps.prisma.database.update({ where: { id }, data: { sealedPassword } });

  expect((await callRoute(overview.getSettings, { headers })).json()).toMatchObject({
    secretKeys: 2,
    sealedWithOldKey: 1,
  });
  expect((await callRoute(overview.rotateSecrets, { headers })).json()).toEqual({ resealed: 1 });
  expect((await callRoute(overview.getSettings, { headers })).json()).toMatchObject({ sealedWithOldKey: 0 });
  const row = await deps.prisma.database.findUniqueOrThrow({ where: { id } });
  expect(createAesGcmSealer([fresh]).open(row.sealedPassword ?? "", id)).toBe(address.password);
  await expect(deps.prisma.auditEntry.count({ where: { action: "settings.rotate-secrets" } })).resolves.toBe(1);
});
