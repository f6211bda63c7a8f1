import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { told } from "./stack.ts";

/** A way to the stack that can be cut: Chromium's own offline mode leaves a stream that is open as it is. */
export interface Line {
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function openLine(): Promise<Line> {
  const port = Number(new URL(told("URL")).port);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect({ port, host: "127.0.0.1" });
    for (const end of [socket, onward]) {
      open.add(end);
      end.on("error", () => undefined);
      end.on("close", () => {
        open.delete(end);
        socket.destroy();
        onward.destroy();
      });
    }
    socket.pipe(onward).pipe(socket);
  });
  const listen = async (at: number): Promise<void> => {
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const address = server.address();
  const own = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    url: `http://localhost:${own}`,
    async cut() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
    mend: () => listen(own),
  };
}
