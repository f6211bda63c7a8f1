import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { expect, onTestFinished, test } from "vitest";
import { PrismaClient } from "#prisma/client/client.ts";
import { applyMigrations } from "#server/control-database/apply-migrations.ts";
import { grantApplication } from "#server/control-database/grant-application.ts";
import { MIGRATIONS_DIR } from "#server/control-database/migration-list.ts";
import { testContainer } from "#test/container.ts";
import { controlDatabase, targetDatabase, uniqueName } from "#test/databases.ts";
import { auditProtection } from "./audit-protection.ts";
import { CHAIN_START, findBreak } from "./chain/find-break.ts";
import { readChain } from "./chain-repository.ts";

function connect(url: string): PrismaClient {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) });
  onTestFinished(() => prisma.$disconnect());
  return prisma;
}

/** The folder of migrations as it was before there was a chain. */
function migrationsOfBefore(): string {
  const dir = mkdtempSync(join(tmpdir(), "sluice-migrations-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const wasThere = (path: string) => !/\d{14}_/.test(path) || path.slice(MIGRATIONS_DIR.length + 1) < "20261126070000";
  cpSync(MIGRATIONS_DIR, dir, { recursive: true, filter: wasThere });
  return dir;
}

test("an audit of before is numbered by time and chained when it is migrated", async () => {
  const { address, exec } = await targetDatabase("postgresql");
  const { user, password, host, port, database } = address;
  const url = `postgresql://${user}:${password}@${host}:${port}/${database}`;
  await applyMigrations(url, migrationsOfBefore());
  await exec(`
    INSERT INTO "AuditEntry" (id, at, "actorName", "actorKind", action, "objectType", after)
    SELECT gen_random_uuid(), now() - n * interval '1 minute', 'Ada', 'person', 'thing.make', 'thing', jsonb_build_object('n', n)
    FROM generate_series(1, 500) n`);
  await expect(applyMigrations(url)).resolves.toContain("20261126070000_audit_chain");
  const records = await readChain(connect(url), { after: 0, upTo: 1_000, take: 1_000 });
  expect(records.map(({ entry }) => entry?.after)).toEqual(Array.from({ length: 500 }, (_, i) => `{"n": ${500 - i}}`));
  expect(findBreak(CHAIN_START, records)).toBeNull();
});

test("a role that owns the audit is told what is weaker, and the SQL it is given mends that", async () => {
  const { prisma: owner, url } = await controlDatabase();
  const weak = await auditProtection(owner);
  expect(weak).toMatchObject({ level: "triggers", weaknesses: [expect.stringContaining("superuser")] });
  const role = uniqueName("app");
  for (const statement of (weak.sql ?? "").replaceAll("sluice_app", role).split(";\n"))
    await owner.$executeRawUnsafe(statement);
  const separate = new URL(url);
  separate.username = role;
  separate.password = "choose one";
  await expect(auditProtection(connect(separate.href))).resolves.toMatchObject({
    role,
    level: "separate-role",
    sql: null,
  });
});

test("triggers that are switched off are told", async () => {
  const { owner, prisma } = await testContainer();
  await owner.$executeRawUnsafe('ALTER TABLE "AuditLink" DISABLE TRIGGER USER');
  const open = await auditProtection(prisma);
  expect(open).toMatchObject({ level: "open", weaknesses: [expect.stringContaining("disabled")] });
  for (const statement of (open.sql ?? "").split(";\n")) await owner.$executeRawUnsafe(statement);
  await expect(auditProtection(prisma)).resolves.toMatchObject({ level: "separate-role" });
});

test("set-ups at once make one role that can do all but change the audit", async () => {
  const { url } = await controlDatabase();
  const application = new URL(url);
  application.username = uniqueName("app");
  application.password = "it's %41 secret";
  await Promise.all([1, 2, 3].map(() => grantApplication(url, application.href)));
  const prisma = connect(application.href);
  await expect(auditProtection(prisma)).resolves.toMatchObject({ level: "separate-role", weaknesses: [] });
  await prisma.workerHeartbeat.create({ data: { name: "w", startedAt: new Date(), heartbeatAt: new Date() } });
  await prisma.workerHeartbeat.delete({ where: { name: "w" } });
  await expect(prisma.$executeRawUnsafe("CREATE DATABASE nope")).rejects.toThrow(/denied/);
});

test("the owner himself needs no grants", async () => {
  const { url, prisma } = await controlDatabase();
  await grantApplication(url, url);
  await expect(auditProtection(prisma)).resolves.toMatchObject({ level: "triggers" });
});
