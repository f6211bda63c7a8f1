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

/** A database on one of the servers. */
export interface HouseDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly address: NetworkAddress;
  /** As the owner, over one session. */
  readonly ask: Ask;
  /** Ends that session, so that copies can be made. */
  release(): Promise<void>;
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
  return {
    deps,
    env,
    operator: await aPerson(deps, "owner", "Olga Operator"),
    logged: () => lines,
    database: async (version, { from } = {}) => await makeDatabase(await postgresOf(servers.dir, version), from),
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

async function makeDatabase(server: TestPostgres, from?: HouseDatabase): Promise<HouseDatabase> {
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
  return {
    name,
    url,
    address: { kind: "network", host: "127.0.0.1", port, user, password, database: name, tls: "disable" },
    async ask(sql, params) {
      client ??= await open(url);
      const result = await client.query(sql, params ? [...params] : undefined);
      // A script of several statements answers a list of results.
      return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
    },
    release,
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
