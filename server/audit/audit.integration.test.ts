import { expect, test } from "vitest";
import type { AuditEntry } from "#contracts/audit.ts";
import * as contract from "#contracts/audit.ts";
import * as overview from "#contracts/overview.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { aPerson, bearer } from "#test/people.ts";

async function setUp(entries: number) {
  const deps = await testContainer();
  serveWith(deps);
  const ada = await aPerson(deps, "owner", "Ada");
  const headers = await bearer(deps, ada, "owner");
  await deps.prisma.auditEntry.createMany({
    data: Array.from({ length: entries }, (_, n) => ({
      id: newId(),
      // Many at one instant: the order must be complete all the same.
      at: new Date("2026-01-01T00:00:00.000Z"),
      actorId: ada.actor.id,
      actorName: n % 2 ? "Ada" : "Bob",
      actorKind: "person",
      action: `thing.${n % 2 ? "make" : "break"}`,
      objectType: n % 3 ? "database" : "rollout",
      objectId: `o${n}`,
      objectName: `=name,"${n}"`,
      after: { n },
      reason: n === 7 ? "Because Of Seven" : null,
    })),
  });
  return { deps, headers };
}

type Page = { items: AuditEntry[]; next: string | null };

test("pages follow each other without a gap or a repetition", async () => {
  const { headers } = await setUp(23);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; cursor !== null && pages < 10; pages++) {
    const query = { limit: 5, ...(cursor ? { cursor } : {}) };
    const page: Page = (await callRoute(contract.listAudit, { headers, query })).json() as Page;
    seen.push(...page.items.map(({ objectId }) => objectId ?? ""));
    cursor = page.next;
  }
  expect(seen).toHaveLength(23);
  expect(new Set(seen).size).toBe(23);
  expect((await callRoute(contract.listAudit, { headers, query: { cursor: "nonsense" } })).status).toBe(400);
});

test("filters narrow by who, what, object, time and text, and the facets name what occurs", async () => {
  const { headers } = await setUp(12);
  const count = async (query: Record<string, string>) =>
    ((await callRoute(contract.listAudit, { headers, query })).json() as Page).items.length;
  expect(await count({ actor: "Ada" })).toBe(6);
  expect(await count({ action: "thing.make", objectType: "rollout" })).toBe(2);
  expect(await count({ objectId: "o3" })).toBe(1);
  expect(await count({ text: "of seven" })).toBe(1);
  expect(await count({ from: "2026-01-01T00:00:00.000Z", to: "2026-01-01T00:00:00.000Z" })).toBe(12);
  expect(await count({ from: "2026-01-01T00:00:00.001Z" })).toBe(0);
  expect((await callRoute(contract.listAuditFacets, { headers })).json()).toEqual({
    actors: ["Ada", "Bob"],
    actions: ["thing.break", "thing.make"],
    objectTypes: ["database", "rollout"],
  });
});

test("an export opens in a spreadsheet without running, and in a program", async () => {
  const { deps, headers } = await setUp(4);
  const csv = await callRoute(contract.exportAudit, { headers, query: { action: "thing.make" } });
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toContain("sluice-audit.csv");
  const [head, ...lines] = csv.text.trimEnd().split("\r\n");
  expect(head).toMatch(/^seq,at,actorName,.*,previousHash,hash$/);
  expect(lines).toHaveLength(2);
  // At one instant, ids of one millisecond come in any order.
  expect(lines.some((line) => line.includes(`"'=name,""3"""`))).toBe(true);
  const jsonl = await callRoute(contract.exportAudit, { headers, query: { format: "jsonl" } });
  expect(jsonl.headers.get("content-type")).toContain("application/jsonl");
  expect(
    jsonl.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEntry),
  ).toHaveLength(5);
  await expect(deps.prisma.auditEntry.findMany({ where: { action: "audit.export" } })).resolves.toMatchObject([
    { after: { format: "csv", entries: 2, filter: { action: "thing.make" } } },
    { after: { format: "jsonl", entries: 5, filter: {} } },
  ]);
});

test("settings change with their audit row, and health is open to all and tells nothing else", async () => {
  const { deps, headers } = await setUp(0);
  expect((await callRoute(overview.changeSettings, { headers, body: { approvalDays: 7 } })).json()).toMatchObject({
    approvalDays: 7,
  });
  await expect(deps.prisma.auditEntry.findFirst({ where: { action: "settings.change" } })).resolves.toMatchObject({
    before: { approvalDays: 30 },
    after: { approvalDays: 7 },
  });
  const health = await callRoute(overview.getHealth);
  expect(health.json()).toEqual({
    ok: true,
    version: expect.any(String),
    controlDatabase: true,
    redis: true,
    workers: 0,
  });
});
