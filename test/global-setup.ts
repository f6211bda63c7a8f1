import type { TestProject } from "vitest/node";
import { postgresOf, postgresVersions } from "./servers.ts";
import { startTestServers } from "./start-test-servers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where this run's servers keep their files and say where they are. */
    readonly serversDir: string;
    readonly redisUrl: string;
  }
}

/** Servers for one run of a project. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { dir, redisUrl, stop } = await startTestServers();
  try {
    // On a busy machine a boot takes most of the time that the first test to ask for it has.
    for (const version of postgresVersions()) await postgresOf(dir, version);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("serversDir", dir);
  project.provide("redisUrl", redisUrl);
  return stop;
}
