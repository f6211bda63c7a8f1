import { createServer } from "node:net";

/** Whether nobody listens on the port, on IPv6's loopback neither: `localhost` may mean that one. */
export async function isPortFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return (await canListen(port, host)) && (await canListen(port, "::1"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    // A machine without that address has nobody on it either.
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(!/EADDRINUSE|EACCES/.test(error.code ?? "")));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A free port on the loopback: the wanted one if it is free, else any. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted && (await isPortFree(wanted))) return wanted;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** The first free port from `first` on; looks at a hundred of them. */
export async function nextFreePort(first: number, host = "127.0.0.1"): Promise<number> {
  for (let port = first; port < first + 100; port++) if (await isPortFree(port, host)) return port;
  return freePort();
}
