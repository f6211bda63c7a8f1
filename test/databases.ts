import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PrismaPg } from "@prisma/adapter-pg";
import { Client } from "pg";
import { inject, onTestFinished } from "vitest";
import type { Dialect } from "#core/domain/dialect.ts";
import type { FileAddress, NetworkAddress, TargetAddress } from "#core/engines/target-address.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { createDatabase, dropDatabase } from "./server-databases.ts";
import { applicationUrlOf, postgresOf, TEMPLATE_DATABASE, urlOf } from "./servers.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

export interface ControlDatabase {
  /** As the owner of the tables. */
  readonly prisma: PrismaClient;
  readonly url: string;
  /** As the role that Sluice runs as, which cannot change the audit. */
  readonly applicationUrl: string;
}

export interface TargetDatabase<A extends TargetAddress = TargetAddress> {
  readonly address: A;
  /** Runs SQL as the owner, beside the code under test: a statement with parameters, or a script without. */
  exec(sql: string, params?: readonly unknown[]): Promise<Rows>;
}

/** A migrated control database of this test's own. */
export async function controlDatabase(): Promise<ControlDatabase> {
  const server = await postgresOf(inject("serversDir"), "18");
  const name = uniqueName("control");
  await createDatabase(server, name, TEMPLATE_DATABASE);
  const url = urlOf(server, name);
  // Only here, so that tests of engines run without the generated client.
  const { PrismaClient } = await import("#prisma/client/client.ts");
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
  atEndOfTest(async () => {
    await prisma.$disconnect();
    await dropDatabase(server, name);
  });
  return { prisma, url, applicationUrl: applicationUrlOf(server, name) };
}

/** An empty target of this test's own: a database on a PostgreSQL major, or an SQLite file. */
export function targetDatabase(
  dialect: "postgresql",
  options?: { readonly version?: PostgresMajor },
): Promise<TargetDatabase<NetworkAddress>>;
export function targetDatabase(dialect: "sqlite"): Promise<TargetDatabase<FileAddress>>;
export function targetDatabase(
  dialect: Dialect,
  options?: { readonly version?: PostgresMajor },
): Promise<TargetDatabase>;
export function targetDatabase(
  dialect: Dialect,
  { version = "18" }: { readonly version?: PostgresMajor } = {},
): Promise<TargetDatabase> {
  return dialect === "sqlite" ? sqliteTarget() : postgresTarget(version);
}

const REDIS_DATABASES = 16;
/** Of the process that runs this file: 1, or 2 beside it (`maxWorkers`). */
const LANE = (Number(process.env.VITEST_POOL_ID ?? 1) - 1) % 2;

/**
 * The run's Redis: `redisUrl(n)`, 0 to 7. Files that run at the same time never share one: a worker takes any job of
 * its queues, also those of another control database, and only the reconciler brings them back, seconds later.
 */
export function redisUrl(database = 0): string {
  return `${inject("redisUrl")}/${(database % (REDIS_DATABASES / 2)) * 2 + LANE}`;
}

/** A word that no other test uses, for queue prefixes and names. */
export const uniqueName = (stem: string): string => `${stem}_${randomBytes(6).toString("hex")}`;

async function postgresTarget(version: PostgresMajor): Promise<TargetDatabase<NetworkAddress>> {
  const server = await postgresOf(inject("serversDir"), version);
  const database = uniqueName("target");
  await createDatabase(server, database);
  const client = new Client({ connectionString: urlOf(server, database) });
  client.on("error", () => undefined);
  await client.connect();
  atEndOfTest(async () => {
    await client.end();
    await dropDatabase(server, database);
  });
  const { port, user, password } = server;
  return {
    address: { kind: "network", host: "127.0.0.1", port, user, password, database, tls: "disable" },
    async exec(sql, params) {
      const result = await client.query(sql, params ? [...params] : undefined);
      // A script of several statements answers a list of results.
      return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
    },
  };
}

async function sqliteTarget(): Promise<TargetDatabase<FileAddress>> {
  const dir = mkdtempSync(join(inject("serversDir"), "sqlite-"));
  const file = join(dir, "target.db");
  const open = () => {
    const database = new DatabaseSync(file, { timeout: 10_000 });
    database.exec("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON");
    return database;
  };
  const database = open();
  atEndOfTest(async () => {
    database.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    address: { kind: "file", file },
    async exec(sql, params) {
      if (params) return database.prepare(sql).all(...(params as (string | number | bigint | null)[])) as Rows;
      const isQuery = /^\s*(select|with|pragma|explain)\b/i.test(sql);
      if (isQuery) return database.prepare(sql).all() as Rows;
      database.exec(sql);
      return [];
    },
  };
}

/** Inside a hook there is no test to end: what was made there goes with the whole run's servers. */
function atEndOfTest(clean: () => Promise<void>): void {
  try {
    onTestFinished(clean);
  } catch {
    // Called from `beforeAll`.
  }
}
