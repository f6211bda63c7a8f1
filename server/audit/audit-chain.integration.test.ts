import { expect, test } from "vitest";
import * as contract from "#contracts/audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { aPerson, bearer } from "#test/people.ts";
import { entryHash } from "./chain/entry-hash.ts";
import { jsonbText } from "./chain/jsonb-text.ts";
import { readChain } from "./chain-repository.ts";
import { verifyAudit } from "./verify-audit.ts";
import { writeAudit } from "./write-audit.ts";

const LINKS = { orderBy: { seq: "asc" } } as const;

const write = (deps: Container, n: number) =>
  deps.prisma.$transaction((tx) => writeAudit(tx, SYSTEM, { ...OBJECT, action: "thing.make", after: { n } }));
const OBJECT = { objectType: "thing", objectId: "o", objectName: 'Ωmega "quoted"\n' } as const;

async function aChain(entries: number) {
  const deps = await testContainer();
  for (let n = 1; n <= entries; n++) await write(deps, n);
  return deps;
}

const verify = (deps: Container, head: contract.ChainHead | null = null) => verifyAudit(deps, { actor: SYSTEM, head });

/** As a superuser who knows what he does: without triggers. */
const tamper = (deps: TestContainer, ...statements: readonly string[]) =>
  deps.owner.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
    for (const statement of statements) await tx.$executeRawUnsafe(statement);
  });

/** Gives an entry, as it stands now, the hash that is right at its place. */
async function rehash(deps: TestContainer, seq: number): Promise<void> {
  const [before, record] = await readChain(deps.owner, { after: seq - 2, upTo: seq, take: 2 });
  if (!before || !record?.entry) throw new Error(`no entry ${seq}`);
  const hash = entryHash(before.hash, record.entry, seq);
  await tamper(deps, `UPDATE "AuditLink" SET hash = '${hash}', "previousHash" = '${before.hash}' WHERE seq = ${seq}`);
}

test("an untouched audit is intact, and its head is told", async () => {
  const deps = await aChain(5);
  const head = await deps.prisma.auditLink.findUniqueOrThrow({ where: { seq: 5 } });
  await expect(verify(deps)).resolves.toMatchObject({
    intact: true,
    count: 5,
    head: { seq: 5, hash: head.hash },
    broken: null,
  });
  // The verification is an entry itself.
  await expect(verify(deps)).resolves.toMatchObject({ intact: true, count: 6 });
});

test("transactions at once, with entries in the middle of them, give one chain without a gap", async () => {
  const deps = await aChain(0);
  const ids = Array.from({ length: 50 }, () => newId());
  await Promise.all(
    ids.map((id, n) =>
      deps.prisma.$transaction(async (tx) => {
        await writeAudit(tx, SYSTEM, { ...OBJECT, action: "thing.begin", objectId: id });
        // Each takes locks of its own after its first entry, in a different order.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${n % 2 ? 1 : 2})`;
        await writeAudit(tx, SYSTEM, { ...OBJECT, action: "thing.end", objectId: id });
      }),
    ),
  );
  const links = await deps.prisma.auditLink.findMany(LINKS);
  expect(links.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  expect(links.slice(1).map((it) => it.previousHash)).toEqual(links.slice(0, -1).map((it) => it.hash));
  await expect(verify(deps)).resolves.toMatchObject({ intact: true, count: 100 });
});

test("a transaction that is rolled back leaves no gap", async () => {
  const deps = await aChain(1);
  const undone = deps.prisma.$transaction(async (tx) => {
    await writeAudit(tx, SYSTEM, { ...OBJECT, action: "thing.undone" });
    throw new Error("on purpose");
  });
  await expect(undone).rejects.toThrow("on purpose");
  await write(deps, 2);
  await expect(deps.prisma.auditLink.findMany(LINKS)).resolves.toMatchObject([{ seq: 1n }, { seq: 2n }]);
  await expect(verify(deps)).resolves.toMatchObject({ intact: true, count: 2 });
});

test.each([
  ["a changed value", ['UPDATE "AuditEntry" SET after = \'{"n": 9}\' WHERE after = \'{"n": 3}\''], 3, "changed"],
  ["a changed name", [`UPDATE "AuditEntry" SET "actorName" = 'Eve' WHERE after = '{"n": 1}'`], 1, "changed"],
  ["a changed hash", [`UPDATE "AuditLink" SET hash = repeat('a', 64) WHERE seq = 5`], 5, "changed"],
  ["an entry removed", [`DELETE FROM "AuditEntry" WHERE after = '{"n": 2}'`], 2, "missing"],
  ["the first removed", [`DELETE FROM "AuditLink" WHERE seq = 1`], 1, "missing"],
  ["entry and link removed", [`DELETE FROM "AuditLink" WHERE seq = 4`], 4, "missing"],
  [
    "a link removed and the rest renumbered",
    [`DELETE FROM "AuditLink" WHERE seq = 3`, `UPDATE "AuditLink" SET seq = seq - 1 WHERE seq > 3`],
    3,
    "missing",
  ],
  [
    "two numbers swapped",
    [
      `UPDATE "AuditLink" SET seq = 99 WHERE seq = 2`,
      `UPDATE "AuditLink" SET seq = 2 WHERE seq = 3`,
      `UPDATE "AuditLink" SET seq = 3 WHERE seq = 99`,
    ],
    2,
    "reordered",
  ],
  [
    "two entries swapped",
    [
      `CREATE TEMP TABLE swapped ON COMMIT DROP AS SELECT seq, "entryId" FROM "AuditLink" WHERE seq IN (2, 4)`,
      `UPDATE "AuditLink" SET "entryId" = gen_random_uuid() WHERE seq = 2`,
      `UPDATE "AuditLink" SET "entryId" = (SELECT "entryId" FROM swapped WHERE seq = 2) WHERE seq = 4`,
      `UPDATE "AuditLink" SET "entryId" = (SELECT "entryId" FROM swapped WHERE seq = 4) WHERE seq = 2`,
    ],
    2,
    "reordered",
  ],
  [
    "an entry past the chain",
    [
      `INSERT INTO "AuditEntry" (id, "actorName", "actorKind", action, "objectType")
       VALUES (gen_random_uuid(), 'Eve', 'person', 'thing.forge', 'thing')`,
    ],
    null,
    "inserted",
  ],
])("%s is found", async (_what, statements, seq, kind) => {
  const deps = await aChain(6);
  await tamper(deps, ...statements);
  await expect(verify(deps)).resolves.toMatchObject({ intact: false, broken: { seq, kind } });
  expect(deps.logged()).toContain("not as it was written");
});

test("an entry put between two others, with a hash that is right there, is found", async () => {
  const deps = await aChain(4);
  await tamper(
    deps,
    `UPDATE "AuditLink" SET seq = seq + 100 WHERE seq >= 3`,
    `UPDATE "AuditLink" SET seq = seq - 99 WHERE seq > 100`,
    `WITH forged AS (INSERT INTO "AuditEntry" (id, "actorName", "actorKind", action, "objectType")
       VALUES (gen_random_uuid(), 'Eve', 'person', 'thing.forge', 'thing') RETURNING id)
     INSERT INTO "AuditLink" SELECT 3, id, '', '' FROM forged`,
  );
  await rehash(deps, 3);
  await expect(verify(deps)).resolves.toMatchObject({ broken: { seq: 3, kind: "inserted" } });
});

test("an entry that was changed and hashed anew is given away by the one after it", async () => {
  const deps = await aChain(4);
  await tamper(deps, `UPDATE "AuditEntry" SET reason = 'forged' WHERE after = '{"n": 2}'`);
  await rehash(deps, 2);
  await expect(verify(deps)).resolves.toMatchObject({ broken: { seq: 2, kind: "changed" } });
});

test("a tail that was computed anew, or cut off, is found by a head that was written down", async () => {
  const deps = await aChain(4);
  const { hash } = await deps.prisma.auditLink.findUniqueOrThrow({ where: { seq: 4 } });
  await expect(verify(deps, { seq: 4, hash })).resolves.toMatchObject({ intact: true });
  await tamper(deps, `DELETE FROM "AuditLink" WHERE seq = 5`, `DELETE FROM "AuditEntry" WHERE action = 'audit.verify'`);
  await tamper(deps, `UPDATE "AuditEntry" SET reason = 'forged' WHERE after = '{"n": 3}'`);
  await rehash(deps, 3);
  await rehash(deps, 4);
  await expect(verify(deps, { seq: 4, hash })).resolves.toMatchObject({ broken: { seq: 4, kind: "rewritten" } });
  await tamper(deps, `DELETE FROM "AuditLink" WHERE seq > 2`, `DELETE FROM "AuditEntry" WHERE action = 'audit.verify'`);
  await expect(verify(deps, { seq: 4, hash })).resolves.toMatchObject({ broken: { seq: 3, kind: "missing" } });
});

test("a verification that was written down is compared with by the next one", async () => {
  const deps = await aChain(3);
  await verify(deps);
  await tamper(deps, `UPDATE "AuditEntry" SET reason = 'forged' WHERE after = '{"n": 3}'`);
  await rehash(deps, 3);
  await rehash(deps, 4);
  await expect(verify(deps)).resolves.toMatchObject({ broken: { seq: 3, kind: "rewritten" } });
});

test("the application's role can write entries and neither change, remove nor forge them; the owner neither", async () => {
  const deps = await aChain(2);
  const attempts = [
    `UPDATE "AuditEntry" SET reason = 'x'`,
    `DELETE FROM "AuditEntry"`,
    `TRUNCATE "AuditEntry" CASCADE`,
    `UPDATE "AuditLink" SET hash = 'x'`,
    `DELETE FROM "AuditLink"`,
    `TRUNCATE "AuditLink"`,
  ];
  const onlyApplication = [
    `INSERT INTO "AuditLink" VALUES (3, gen_random_uuid(), '', '')`,
    `ALTER TABLE "AuditEntry" DISABLE TRIGGER USER`,
    "SET session_replication_role = replica",
    "DROP FUNCTION sluice_audit_refuse() CASCADE",
    `SELECT sluice_audit_append(e) FROM "AuditEntry" e`,
  ];
  for (const attempt of [...attempts, ...onlyApplication])
    await expect(deps.prisma.$executeRawUnsafe(attempt), attempt).rejects.toThrow(/denied|must be owner/);
  for (const attempt of attempts)
    await expect(deps.owner.$executeRawUnsafe(attempt), attempt).rejects.toThrow(/append-only/);
  await expect(verify(deps)).resolves.toMatchObject({
    intact: true,
    count: 2,
    protection: { role: "sluice_app", level: "separate-role", weaknesses: [], sql: null },
  });
});

test("any value that can be written gives the same hash here, in the database and in an export", async () => {
  const deps = await aChain(0);
  const values = [
    { bb: 1, a: 2, é: 3, 10: 4, 9: 5, "": 6, aa: { z: [1, { y: null }], x: [] } },
    [1e21, 1.5e-7, -2.5e-10, 123456789.125, 1e300, 5e-324, 0.1, -1, 1e-6, 9007199254740991],
    {
      text: 'quote " slash / back \\ tab \t bell \u0007 delete \u007f sep \u2028 emoji 🐘',
      on: true,
      off: false,
      none: {},
    },
    "only text",
  ];
  for (const after of values)
    await deps.prisma.$transaction((tx) => writeAudit(tx, SYSTEM, { ...OBJECT, action: "thing.make", after }));
  await expect(verify(deps)).resolves.toMatchObject({ intact: true, count: values.length });
  const records = await readChain(deps.prisma, { after: 0, upTo: values.length, take: 10 });
  expect(records.map(({ entry }) => entry?.after)).toEqual(values.map(jsonbText));
});

test("verification is asked for by an operator, written down, and shown with the chain", async () => {
  const deps = await aChain(2);
  serveWith(deps);
  const viewer = await bearer(deps, await aPerson(deps, "viewer"), "viewer");
  const operator = await bearer(deps, await aPerson(deps, "operator", "Olga"), "operator");
  expect((await callRoute(contract.verifyAudit, { headers: viewer, body: {} })).status).toBe(403);
  const before = await callRoute(contract.getAuditChain, { headers: viewer });
  expect(before.json()).toMatchObject({ head: { seq: 2 }, lastVerified: null });
  const made = await callRoute(contract.verifyAudit, { headers: operator, body: {} });
  expect(made.json()).toMatchObject({ intact: true, count: 2, protection: { level: "separate-role" } });
  const after = await callRoute(contract.getAuditChain, { headers: viewer });
  expect(after.json()).toMatchObject({ head: { seq: 3 }, lastVerified: { intact: true, count: 2, head: { seq: 2 } } });
  const [newest] = (
    (await callRoute(contract.listAudit, { headers: viewer })).json() as { items: contract.AuditEntry[] }
  ).items;
  expect(newest).toMatchObject({
    action: "audit.verify",
    seq: 3,
    previousHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});
