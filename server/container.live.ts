import { createContainer } from "./container.create.ts";
import type { Container } from "./container.ts";
import { readEnv } from "./env.ts";

/** On `globalThis`, because Next loads this module once for each bundle and a process needs one set of connections. */
const shared = globalThis as typeof globalThis & { sluice?: Promise<Container> | undefined };

/** What use cases need, made on first use from the environment of this process. */
export function container(): Promise<Container> {
  shared.sluice ??= create().catch((error: unknown) => {
    // Do not keep a failure: the next request says it again, or finds it mended.
    shared.sluice = undefined;
    throw error;
  });
  return shared.sluice;
}

/** Who serves requests does no batches and no steps: nothing to drain. */
const create = (): Promise<Container> => createContainer(readEnv(), { draining: new AbortController().signal });
