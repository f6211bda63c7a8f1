import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Operation } from "#contracts/define-operation.ts";
import { createMigration } from "#contracts/migration.ts";
import { OPERATIONS } from "#contracts/operations.ts";
import { planFromSql, validatePlan } from "#contracts/plan.ts";
import { canonicalJson } from "#core/plan/plan-digest.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { aPerson, bearer } from "#test/people.ts";
import { propertyRuns } from "#test/property-runs.ts";
import { coordinatesPlan } from "#test/rollouts.ts";

let deps: TestContainer;
let headers: Record<string, string>;
beforeAll(async () => {
  deps = await testContainer({ env: { embedded: false } });
  serveWith(deps);
  headers = await bearer(deps, await aPerson(deps, "owner"), "owner");
});
afterAll(() => deps.close());

interface Said {
  readonly code: string;
  readonly errors?: readonly { readonly message: string; readonly path?: string; readonly line?: number }[];
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.uuid());
const id = fc.constantFrom(newId(), "x", "", "0", "%00", "a".repeat(300), "../..");

/** Bodies with the fields that an operation knows, and wrong values in them. */
function bodyOf({ body }: Operation): fc.Arbitrary<unknown> {
  const shape = (body as { shape?: object }).shape ?? {};
  const known = Object.fromEntries(Object.keys(shape).map((key) => [key, fc.oneof(scalar, fc.jsonValue())]));
  return fc.oneof(fc.record(known, { requiredKeys: [] }), fc.jsonValue());
}

const isMutation = ({ method, access }: Operation) => method !== "GET" && access !== "public";

test.each(OPERATIONS.filter(isMutation))(
  "$id answers whatever is sent, and never with a failure of ours",
  async (operation) => {
    const names = [...operation.path.matchAll(/:([A-Za-z]+)/g)].map(([, name = ""]) => name);
    const params = fc.record(Object.fromEntries(names.map((name) => [name, id])));
    await fc.assert(
      fc.asyncProperty(params, bodyOf(operation), async (values, body) => {
        const hasBody = operation.method === "POST" || operation.method === "PATCH";
        const request = { params: values, headers, ...(hasBody ? { body } : {}) };
        const answer = await callRoute(operation, request as object);
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status !== 400) return;
        const said = answer.json() as Said;
        expect(said.code).toBe("invalid-input");
        // Where a field is wrong its place is told; where the whole is no object there is none.
        for (const it of said.errors ?? []) expect(typeof it.path).toBe("string");
      }),
      propertyRuns(25),
    );
  },
  120_000,
);

const document = coordinatesPlan("postgresql");
const paths = Object.keys(document);

/** A plan with one thing in it replaced by another, anywhere. */
const brokenPlan = fc
  .record({ value: fc.jsonValue(), at: fc.nat(), key: fc.constantFrom(...paths) })
  .map(({ value, at, key }) => {
    const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
    const places: [Record<string, unknown>, string][] = [[copy, key]];
    const walk = (inner: unknown): void => {
      if (typeof inner !== "object" || inner === null) return;
      for (const name of Object.keys(inner)) {
        places.push([inner as Record<string, unknown>, name]);
        walk((inner as Record<string, unknown>)[name]);
      }
    };
    walk(copy.phases);
    const [holder, name] = places[at % places.length] ?? [copy, key];
    holder[name] = value;
    return canonicalJson(copy);
  });

test("whatever the plan document: it is taken or refused with a place, and never a failure of ours", async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(brokenPlan, brokenPlan, text, fc.json()), async (source) => {
      const checked = await callRoute(validatePlan, { body: { source }, headers });
      expect(checked.status, checked.text).toBeLessThan(500);
      const created = await callRoute(createMigration, { body: { source }, headers });
      expect(created.status, created.text).toBeLessThan(500);
      if (created.status !== 422) return;
      refused += 1;
      const { errors = [] } = created.json() as Said;
      expect(errors.length, source).toBeGreaterThan(0);
      for (const it of errors) expect(it.line, `${source}: ${it.message}`).toBeGreaterThan(0);
    }),
    propertyRuns(250),
  );
  expect(refused).toBeGreaterThan(50);
}, 240_000);

test("whatever the SQL script: it is placed, left, or refused, and never a failure of ours", async () => {
  const words = fc.constantFrom(
    "ALTER TABLE",
    "city",
    "ADD",
    "COLUMN",
    "a",
    "int",
    ";",
    "(",
    "'",
    "$$",
    "--",
    "/*",
    "\u0000",
    "é",
  );
  const sql = fc.oneof(
    text,
    fc.array(words, { maxLength: 14 }).map((it) => it.join(" ")),
  );
  await fc.assert(
    fc.asyncProperty(sql, fc.constantFrom("postgresql", "sqlite"), async (script, engine) => {
      const answer = await callRoute(planFromSql, { body: { sql: script, engine: engine as "sqlite" }, headers });
      expect(answer.status, answer.text).toBeLessThan(500);
    }),
    propertyRuns(250),
  );
}, 240_000);
