import { onTestFinished } from "vitest";
import type { NetworkAddress } from "#core/engines/target-address.ts";
import { type CommitFate, FaultProxy } from "./fault-proxy.ts";

export interface CommitProxy {
  readonly address: NetworkAddress;
  /** From now on the next COMMIT loses its answer, or does not reach the server at all; then the connection breaks. */
  breakNextCommit(fate: CommitFate): void;
}

/** Longer than a test. */
const PATIENCE_MS = 300_000;

/** A TCP proxy before a PostgreSQL server that breaks a session exactly at its COMMIT; gone when the test ends. */
export async function commitProxy(server: NetworkAddress): Promise<CommitProxy> {
  const proxy = new FaultProxy(server);
  await proxy.listen();
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  return {
    address: { ...server, host: "127.0.0.1", port: proxy.port },
    breakNextCommit: (fate) => void proxy.breakNextCommit(fate, PATIENCE_MS),
  };
}
