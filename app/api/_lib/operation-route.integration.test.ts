import { expect, test } from "vitest";
import { z } from "zod";
import { defineOperation } from "#contracts/define-operation.ts";
import * as person from "#contracts/person.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { aPerson, bearer, signedIn } from "#test/people.ts";
import { operationRoute } from "./operation-route.ts";

const contract = defineOperation({
  id: "tryOut",
  method: "POST",
  path: "/api/v1/try-out",
  summary: "For this test",
  access: "database.write",
  body: z.object({ n: z.int() }),
  response: z.object({ n: z.int(), call: z.int() }),
});
const context = { params: Promise.resolve({}) };

async function setUp() {
  const deps = await testContainer();
  serveWith(deps);
  const owner = await aPerson(deps, "owner");
  return { deps, owner, headers: await bearer(deps, owner, "owner") };
}

const post = (headers: Record<string, string>, body = '{"n":1}', type = "application/json") =>
  new Request("http://sluice.test/api/v1/try-out", {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body,
  });

test("the same key and body run once and get the same answer; another body is refused", async () => {
  const { deps, headers } = await setUp();
  let calls = 0;
  const POST = operationRoute(contract, async ({ body }) => ({ n: body.n, call: ++calls, token: "MARKER" }));
  const send = (key: string, n = 1) =>
    POST(post({ ...headers, "idempotency-key": key }, JSON.stringify({ n })), context);
  const first = await send("k");
  const second = await send("k");
  expect(await first.json()).toEqual({ n: 1, call: 1 });
  expect(await second.json()).toEqual({ n: 1, call: 1 });
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(await (await send("k", 2)).json()).toMatchObject({ status: 409, code: "conflict" });
  expect(await (await send("other")).json()).toEqual({ n: 1, call: 2 });
  // Kept answers may hold a new token: they are sealed.
  expect(JSON.stringify(await deps.prisma.idempotencyKey.findMany())).not.toContain('"call"');
});

test("a repetition while the first request is under way is told so", async () => {
  const { headers } = await setUp();
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const POST = operationRoute(contract, async () => {
    entered.resolve();
    await gate.promise;
    return { n: 1, call: 1 };
  });
  const first = POST(post({ ...headers, "idempotency-key": "k" }), context);
  await entered.promise;
  const second = await POST(post({ ...headers, "idempotency-key": "k" }), context);
  expect(await second.json()).toMatchObject({ code: "conflict" });
  gate.resolve();
  expect((await first).status).toBe(200);
});

test("a refused request gives its key back", async () => {
  const { headers } = await setUp();
  let isRefused = true;
  const POST = operationRoute(contract, async () => {
    if (isRefused) throw new DomainError("blocked", "Not now.");
    return { n: 1, call: 1 };
  });
  const send = () => POST(post({ ...headers, "idempotency-key": "k" }), context);
  expect((await send()).status).toBe(409);
  isRefused = false;
  expect((await send()).status).toBe(200);
});

test("a change by cookie must come from our own page; a token needs no page", async () => {
  const { deps, owner, headers } = await setUp();
  const { cookie = "" } = await signedIn(deps, owner);
  const POST = operationRoute(contract, async () => ({ n: 1, call: 1 }));
  const statusOf = async (more: Record<string, string>) => (await POST(post({ cookie, ...more }), context)).status;
  expect(await statusOf({ origin: "http://sluice.test" })).toBe(200);
  expect(await statusOf({ origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" })).toBe(200);
  expect(await statusOf({ "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await statusOf({})).toBe(403);
  expect(await statusOf({ origin: "http://evil.test", host: "sluice.test" })).toBe(403);
  expect(await statusOf({ origin: "null" })).toBe(403);
  expect(await statusOf({ origin: "http://sluice.test", "sec-fetch-site": "cross-site" })).toBe(403);
  expect((await POST(post(headers), context)).status).toBe(200);
});

test("what does not parse is refused with the place of each mistake", async () => {
  const { headers } = await setUp();
  const POST = operationRoute(contract, async () => ({ n: 1, call: 1 }));
  const refused = await POST(post(headers, '{"n":"x"}'), context);
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 400, code: "invalid-input", errors: [{ path: "n" }] });
  expect((await POST(post(headers, "{"), context)).status).toBe(400);
  expect((await POST(post(headers, '{"n":1}', "text/plain"), context)).status).toBe(400);
  const short = await callRoute(person.createToken, { headers, body: { name: "", role: "viewer" } });
  expect(short.json()).toMatchObject({ code: "invalid-input", errors: [{ path: "name" }] });
});

test("an unexpected failure and a wrong answer of ours are a logged 500 that tells nothing", async () => {
  const { deps, headers } = await setUp();
  const fails = operationRoute(contract, async () => {
    throw new Error("could not reach postgres://u:MARKER@h/d");
  });
  const wrong = operationRoute(contract, async () => ({ n: "MARKER" }) as never);
  for (const POST of [fails, wrong]) {
    const answer = await POST(post(headers), context);
    const body = (await answer.json()) as { requestId: string };
    expect(body).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(body)).not.toMatch(/MARKER|postgres/);
    expect(deps.logged()).toContain(body.requestId);
  }
  expect(deps.logged()).not.toContain("MARKER");
});
