import { createConnection, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { NetworkAddress } from "#core/engines/target-address.ts";

type Fate = "answer-lost" | "never-sent";

export interface CommitProxy {
  readonly address: NetworkAddress;
  /** From now on the next COMMIT loses its answer, or does not reach the server at all; then the connection breaks. */
  breakNextCommit(fate: Fate): void;
}

/** A statement of its own, not the READ COMMITTED of a BEGIN. */
const holdsCommit = (data: Buffer): boolean => data.includes("COMMIT\0");

/** A TCP proxy before a PostgreSQL server that breaks a session exactly at its COMMIT. */
export async function commitProxy(server: NetworkAddress): Promise<CommitProxy> {
  let fate: Fate | null = null;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const upstream = createConnection(server.port, server.host);
    let isSwallowing = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (data) => {
      if (fate === null || !holdsCommit(data)) return void upstream.write(data);
      const now = fate;
      fate = null;
      if (now === "never-sent") return end();
      isSwallowing = true;
      upstream.write(data);
    });
    upstream.on("data", (data) => (isSwallowing ? end() : void client.write(data)));
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  proxy.listen(0, "127.0.0.1", resolve);
  await listening;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const bound = proxy.address();
  if (bound === null || typeof bound === "string") throw new Error("the proxy listens on no port");
  return {
    address: { ...server, host: "127.0.0.1", port: bound.port },
    breakNextCommit(next) {
      fate = next;
    },
  };
}
