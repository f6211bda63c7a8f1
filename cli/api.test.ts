import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { getTable } from "#contracts/database.ts";
import { defineOperation } from "#contracts/define-operation.ts";
import { connectApi } from "./api.ts";
import { EXIT } from "./exit-code.ts";

const operation = defineOperation({
  id: "poke",
  method: "POST",
  path: "/api/v1/things/:thingId/poke",
  summary: "",
  access: "public",
  params: z.object({ thingId: z.string() }),
  body: z.object({ times: z.int().default(1) }),
  response: z.object({ poked: z.int() }),
});
const api = connectApi({ url: "http://sluice.test", token: "slc_token" });
afterEach(() => vi.unstubAllGlobals());

function answer(body: unknown, status = 200) {
  const fetched = vi.fn(async (_url: URL, _init: RequestInit) => Response.json(body, { status }));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test("sends the parsed request with the token and a key, and parses the answer", async () => {
  const fetched = answer({ poked: 1, more: true });
  await expect(api.call(operation, { params: { thingId: "a/b" } })).resolves.toEqual({ poked: 1 });
  const [url, init] = fetched.mock.calls[0] ?? [];
  expect(String(url)).toBe("http://sluice.test/api/v1/things/a%2Fb/poke");
  expect(init).toMatchObject({ method: "POST", body: '{"times":1}' });
  const headers = new Headers(init?.headers);
  expect(headers.get("authorization")).toBe("Bearer slc_token");
  expect(headers.get("idempotency-key")).toMatch(/^[0-9a-f-]{36}$/);
});

test("a query leaves out what is absent", async () => {
  const fetched = answer({});
  await api
    .call(getTable, { params: { databaseId: "4b4a0ee1-6f3c-4d3e-8d37-94a2a1f1a001" }, query: { name: "a b" } })
    .catch(() => undefined);
  expect(fetched.mock.calls[0]?.[0].search).toBe("?name=a+b");
});

test("what the contract refuses is not sent", async () => {
  const fetched = answer({});
  await expect(api.call(operation, { params: { thingId: "x" }, body: { times: 1.5 } })).rejects.toMatchObject({
    code: "invalid-input",
  });
  expect(fetched).not.toHaveBeenCalled();
});

test("problem+json becomes the failure that the server named", async () => {
  const errors = [{ message: "No table", line: 3, column: 1 }];
  answer(
    { type: "x", title: "x", status: 422, code: "invalid-plan", detail: "The plan is wrong", errors, state: "draft" },
    422,
  );
  await expect(api.call(operation, { params: { thingId: "x" } })).rejects.toMatchObject({
    code: "invalid-plan",
    message: "The plan is wrong",
    details: errors,
    extra: { state: "draft" },
  });
});

test("an answer that is not Sluice's, and none at all, say that the address may be wrong", async () => {
  answer({ hello: "world" }, 502);
  await expect(api.call(operation, { params: { thingId: "x" } })).rejects.toMatchObject({ exitCode: EXIT.unreachable });
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  });
  await expect(api.call(operation, { params: { thingId: "x" } })).rejects.toMatchObject({
    exitCode: EXIT.unreachable,
    message: expect.stringContaining("ECONNREFUSED"),
  });
});

test("an answer of another version is told as such", async () => {
  answer({ poked: "many" });
  await expect(api.call(operation, { params: { thingId: "x" } })).rejects.toMatchObject({ exitCode: EXIT.unexpected });
});
