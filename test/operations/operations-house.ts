import { randomBytes } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { Redis } from "ioredis";
import { Client } from "pg";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { PrismaClient } from "#prisma/client/client.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { createContainer } from "#server/container.create.ts";
import type { Container } from "#server/container.ts";
import type { Env } from "#server/env.ts";
import { createLog } from "#server/log.ts";
import { ensureInstallation } from "#server/people/ensure-installation.ts";
import { aPerson, type TestPerson } from "../people.ts";
import { createDatabase, dropDatabase } from "../server-databases.ts";
import { applicationUrlOf, postgresOf, TEMPLATE_DATABASE, type TestPostgres, urlOf } from "../servers.ts";
import type { Ask } from "./ask.ts";
import { controlRows } from "./control-rows.ts";

/** A database on one of the servers. */
export interface HouseDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly address: NetworkAddress;
  /** As the owner, over one session. */
  readonly ask: Ask;
  /** Ends that session, so that copies can be made. */
  release(): Promise<void>;
  /** Makes it anew, under its name, as a copy of another one. */
  becomeCopyOf(other: HouseDatabase): Promise<void>;
}

/** How a target and the control database stood once. */
export interface Moment extends AsyncDisposable {
  /** Both stand so again, and Redis is empty. Nobody may be at work on them. */
  bringBack(): Promise<void>;
}

/** What operations are tried in: a control database, a Redis of its own, and servers to make targets on. */
export interface House extends AsyncDisposable {
  readonly deps: Container;
  readonly env: Env;
  readonly operator: TestPerson;
  /** Lines of the log so far, newest last. */
  readonly logged: () => readonly string[];
  /** An empty database, or a copy of one. */
  database(version: PostgresMajor, options?: { readonly from?: HouseDatabase }): Promise<HouseDatabase>;
  /** Keeps this moment of a target, so that many lives can go on from it. */
  keep(version: PostgresMajor, target: HouseDatabase): Promise<Moment>;
  /** All hints are lost, and everything a dead worker held runs out at once: as if ten seconds had passed. */
  forgetWorkers(): Promise<void>;
}

/** `redisUrl` names a database of Redis that nobody else uses: it is emptied again and again. */
export async function openHouse(servers: { readonly dir: string; readonly redisUrl: string }): Promise<House> {
  const server = await postgresOf(servers.dir, "18");
  const control = `control_${randomBytes(6).toString("hex")}`;
  await createDatabase(server, control, TEMPLATE_DATABASE);
  const owner = new PrismaClient({ adapter: new PrismaPg({ connectionString: urlOf(server, control), max: 2 }) });
  // Gentleness is not what is tried here.
  await owner.$executeRaw`ALTER TABLE "Backfill" ALTER COLUMN speed SET DEFAULT 100`;
  const env: Env = {
    databaseUrl: applicationUrlOf(server, control),
    redisUrl: servers.redisUrl,
    secretKeys: [randomBytes(32)],
    port: 3000,
    url: "http://sluice.test",
    dataDir: servers.dir,
    embedded: true,
    logLevel: "info",
    workerConcurrency: 4,
    shadowUrls: [],
    heartbeatSeconds: 120,
  };
  const lines: string[] = [];
  const log = createLog(env.logLevel, "house", { write: (line: string) => void lines.push(line) });
  const deps = await createContainer(env, { draining: new AbortController().signal, log });
  await ensureInstallation(deps);
  const redis = new Redis(servers.redisUrl);
  const database: House["database"] = async (version, { from } = {}) =>
    await makeDatabase(await postgresOf(servers.dir, version), version, from);
  return {
    deps,
    env,
    operator: await aPerson(deps, "owner", "Olga Operator"),
    logged: () => lines,
    database,
    async keep(version, target) {
      const copy = await database(version, { from: target });
      const rows = await controlRows(urlOf(server, control));
      return {
        async bringBack() {
          await target.becomeCopyOf(copy);
          await rows.putBack();
          await redis.flushdb();
        },
        async [Symbol.asyncDispose]() {
          await rows.forget();
          await copy[Symbol.asyncDispose]();
        },
      };
    },
    async forgetWorkers() {
      await redis.flushdb();
      await owner.$executeRaw`UPDATE "Run" SET "leaseUntil" = '1970-01-01' WHERE "leaseOwner" IS NOT NULL`;
      await owner.$executeRaw`UPDATE "BackfillShard" SET "leaseUntil" = '1970-01-01'`;
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      await deps.close();
      await owner.$disconnect();
      await dropDatabase(server, control);
    },
  };
}

async function makeDatabase(
  server: TestPostgres,
  version: PostgresMajor,
  from?: HouseDatabase,
): Promise<HouseDatabase> {
  const name = `target_${randomBytes(6).toString("hex")}`;
  await from?.release();
  await createDatabase(server, name, from?.name);
  const url = urlOf(server, name);
  let client: Client | null = null;
  const release = async () => {
    const old = client;
    client = null;
    await old?.end();
  };
  const { port, user, password } = server;
  const ask: Ask = async (sql, params) => {
    client ??= await open(url);
    const result = await client.query(sql, params ? [...params] : undefined);
    // A script of several statements answers a list of results.
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  };
  return {
    name,
    url,
    address: { kind: "network", host: "127.0.0.1", port, user, password, database: name, tls: "disable" },
    ask,
    release,
    async becomeCopyOf(other) {
      // Checkpoints know their database by its number.
      const [row] = await ask("SELECT oid::int8::int AS oid FROM pg_database WHERE datname = current_database()");
      await release();
      await other.release();
      await dropDatabase(server, name);
      await createDatabase(server, name, other.name, version === "14" ? undefined : Number(row?.oid));
    },
    async [Symbol.asyncDispose]() {
      await release();
      await dropDatabase(server, name);
    },
  };
}

async function open(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
