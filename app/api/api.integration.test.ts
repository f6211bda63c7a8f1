import { globSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Operation } from "#contracts/define-operation.ts";
import { OPERATIONS } from "#contracts/operations.ts";
import { may } from "#core/domain/policy.ts";
import { ROLES, type Role } from "#core/domain/role.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { callRoute, routeFileOf } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { aPerson, bearer, signedIn } from "#test/people.ts";

/** Route files that are no operation, each with the reason. */
const OTHERS = new Set([
  "app/api/v1/live/route.ts", // a stream
  "app/api/v1/openapi.json/route.ts", // describes the others
  "app/api/auth/[...all]/route.ts", // better-auth
]);

/** Values that fit, for objects that are not there: what answers is then the door, or a 404. */
const VALUES: Record<string, string> = { number: "1", stepId: "cutover.1", stage: "contract" };
const paramsOf = ({ path }: Operation): Record<string, string> =>
  Object.fromEntries([...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = ""]) => [name, VALUES[name] ?? newId()]));

const call = (operation: Operation, headers: Record<string, string>) => {
  const hasBody = operation.method === "POST" || operation.method === "PATCH";
  const values = { params: paramsOf(operation), query: { name: "nothing" } } as object;
  return callRoute(operation, { ...values, ...(hasBody ? { body: {} } : {}), headers });
};

test("every operation has a route file, and every route file is an operation", () => {
  const files = globSync("app/api/**/route.ts").filter((file) => !OTHERS.has(file));
  expect(files.sort()).toEqual([...new Set(OPERATIONS.map(routeFileOf))].sort());
});

test("a route file exports the methods of its operations and no others", async () => {
  const expected = Map.groupBy(OPERATIONS, routeFileOf);
  for (const [file, operations] of expected) {
    const module = (await import(/* @vite-ignore */ `../../${file}`)) as object;
    expect(Object.keys(module).sort(), file).toEqual(operations.map(({ method }) => method).sort());
  }
});

async function everybody(deps: Container) {
  const people = await Promise.all(ROLES.map(async (role) => ({ role, person: await aPerson(deps, role) })));
  const byToken = people.map(async ({ role, person }) => ({
    role,
    via: "token",
    headers: await bearer(deps, person, role),
  }));
  const bySession = people.map(async ({ role, person }) => ({
    role,
    via: "session",
    headers: await signedIn(deps, person),
  }));
  return Promise.all([...byToken, ...bySession]);
}

/** One installation for all: what is asked here is refused at the door or about objects that are not there. */
let deps: TestContainer;
let known: Awaited<ReturnType<typeof everybody>>;
beforeAll(async () => {
  deps = await testContainer();
  serveWith(deps);
  known = await everybody(deps);
});
afterAll(() => deps.close());

const isRefusal = (status: number) => status === 401 || status === 403;
const maySay = (role: Role, { access }: Operation) => access === "public" || may(role, access);

test.each(OPERATIONS)("$id asks the policy table: $access", async (operation) => {
  const isPublic = operation.access === "public";
  for (const headers of [{}, { authorization: "Bearer slc_wrong" }, { cookie: "sluice.session_token=wrong" }]) {
    const nobody = await call(operation, headers as Record<string, string>);
    if (isPublic) expect(isRefusal(nobody.status), nobody.text).toBe(false);
    else expect(nobody.json()).toMatchObject({ status: 401, code: "unauthenticated" });
  }
  for (const { role, via, headers } of known) {
    const answer = await call(operation, headers);
    const said = `${role} by ${via}: ${answer.text}`;
    if (maySay(role, operation)) expect(isRefusal(answer.status), said).toBe(false);
    else expect(answer.json(), said).toMatchObject({ status: 403, code: "forbidden" });
    expect(answer.headers.get("cache-control"), said).toBe("no-store");
    expect(answer.status, said).not.toBe(500);
    if (isRefusal(answer.status)) expect(answer.headers.get("content-type")).toBe("application/problem+json");
  }
});
