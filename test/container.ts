import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { PrismaClient } from "#prisma/client/client.ts";
import type { Container } from "#server/container.ts";
import type { Env } from "#server/env.ts";
import { controlDatabase, redisUrl } from "./databases.ts";

export interface TestContainer extends Container {
  /** The control database as the owner of its tables: the container itself has the rights of the application. */
  readonly owner: PrismaClient;
  /** What was logged so far, as JSON lines. */
  readonly logged: () => string;
  /** Asks the process to stop, as a signal would. */
  readonly drain: () => void;
}

export interface TestContainerOptions {
  readonly env?: Partial<Env>;
  /** One of Redis' databases, 0 to 7. Tests that look at queues or the stream take one of their own. */
  readonly redisDatabase?: number;
  readonly now?: () => Date;
}

/** Everything real: a migrated control database of this test's own, Redis, engines and drivers. */
export async function testContainer(options: TestContainerOptions = {}): Promise<TestContainer> {
  const { applicationUrl, prisma: owner } = await controlDatabase();
  const [{ createContainer }, { createLog }, { ensureInstallation }] = await Promise.all([
    import("#server/container.create.ts"),
    import("#server/log.ts"),
    import("#server/people/ensure-installation.ts"),
  ]);
  const env: Env = {
    databaseUrl: applicationUrl,
    redisUrl: redisUrl(options.redisDatabase ?? 0),
    secretKeys: [randomBytes(32)],
    port: 3000,
    url: "http://sluice.test",
    dataDir: "/nowhere",
    embedded: true,
    logLevel: "debug",
    workerConcurrency: 2,
    heartbeatSeconds: 120,
    shadowUrls: [],
    ...options.env,
  };
  const lines: string[] = [];
  const log = createLog(env.logLevel, "test", { write: (line: string) => void lines.push(line) });
  const draining = new AbortController();
  const made = await createContainer(env, {
    draining: draining.signal,
    log,
    ...(options.now ? { now: options.now } : {}),
  });
  atEndOfTest(() => made.close());
  await ensureInstallation(made);
  return { ...made, owner, logged: () => lines.join(""), drain: () => draining.abort() };
}

/** Makes the route files of `app/api` use this container until the test ends. */
export function serveWith(container: Container): void {
  const shared = globalThis as { sluice?: Promise<Container> };
  shared.sluice = Promise.resolve(container);
  atEndOfTest(async () => {
    delete shared.sluice;
  });
}

/** Inside a hook there is no test to end: who makes a container there closes it in `afterAll`. */
function atEndOfTest(clean: () => Promise<void>): void {
  try {
    onTestFinished(clean);
  } catch {
    // Called from `beforeAll`.
  }
}
