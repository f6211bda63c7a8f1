import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { startRedis } from "#scripts/stack/redis-server.ts";
import { onFreePort } from "./servers.ts";

test("a server whose port somebody took between the look and its start gets another one", async () => {
  const dir = join(inject("serversDir"), "taken-port");
  const taken: Server[] = [];
  const running = await onFreePort(async (port) => {
    if (taken.length === 0) {
      // Answers as a Redis of another run would.
      const stranger = createServer((socket) => socket.on("data", () => socket.write("-WRONGPASS\r\n")));
      taken.push(stranger.listen(port, "127.0.0.1"));
      await once(stranger, "listening");
    }
    return { port, ...(await startRedis({ dir, port, password: "of-this-run", logFile: join(dir, "log") })) };
  });
  onTestFinished(async () => {
    await running.stop();
    taken[0]?.close();
  });
  expect(taken).toHaveLength(1);
  expect(taken[0]?.address()).not.toMatchObject({ port: running.port });
});
