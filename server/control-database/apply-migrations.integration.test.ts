import { expect, test } from "vitest";
import { controlDatabase, targetDatabase } from "#test/databases.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { schemaDrift } from "./schema-drift.ts";

async function emptyDatabaseUrl(): Promise<string> {
  const { address } = await targetDatabase("postgresql");
  return `postgresql://${address.user}:${address.password}@${address.host}:${address.port}/${address.database}`;
}

test("the migrations make exactly what schema.prisma says", async () => {
  const { url } = await controlDatabase();
  await expect(schemaDrift(url)).resolves.toBeNull();
});

test("a database that lacks something is told what", async () => {
  const { url, prisma } = await controlDatabase();
  await prisma.$executeRawUnsafe('DROP TABLE "_prisma_migrations"');
  await prisma.$executeRawUnsafe("CREATE TABLE left_over (id int PRIMARY KEY)");
  await expect(schemaDrift(url)).resolves.toContain('DROP TABLE "left_over"');
});

test("of several processes that migrate at once, one does it and the others find it done", async () => {
  const url = await emptyDatabaseUrl();
  const applied = await Promise.all([applyMigrations(url), applyMigrations(url), applyMigrations(url)]);
  expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  await expect(applyMigrations(url)).resolves.toEqual([]);
});
