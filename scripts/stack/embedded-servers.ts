import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import type { Installation } from "./installation.ts";
import { type RunningPostgres, startPostgres } from "./postgres-server.ts";
import { type RunningRedis, startRedis } from "./redis-server.ts";
import type { StartedProcess } from "./started-process.ts";

interface Server extends StartedProcess {
  stop(): Promise<void>;
}

/** The private servers of an installation. One that dies is started again, on the same port. */
export class EmbeddedServers {
  readonly #installation: Installation;
  readonly #say: (line: string) => void;
  readonly #current = new Map<string, Server>();
  #stopping = false;

  constructor(installation: Installation, say: (line: string) => void) {
    this.#installation = installation;
    this.#say = say;
  }

  async postgres(): Promise<RunningPostgres> {
    const { state, logFile } = this.#facts("postgres");
    const port = await freePort(state.ports.postgres);
    this.#installation.remember({ ports: { ...this.#installation.state.ports, postgres: port } });
    const dataDir = this.#installation.postgresDir();
    const onStart = (pid: number) => this.#installation.rememberProcess("postgres", pid);
    const password = state.passwords.postgres;
    return this.#keep("postgres", () =>
      startPostgres({ major: "18", dataDir, port, password, logFile, onStart, settings: { max_connections: "200" } }),
    );
  }

  async redis(): Promise<RunningRedis> {
    const { state, logFile } = this.#facts("redis");
    const port = await freePort(state.ports.redis);
    this.#installation.remember({ ports: { ...this.#installation.state.ports, redis: port } });
    const dir = `${this.#installation.dir}/redis`;
    const onStart = (pid: number) => this.#installation.rememberProcess("redis", pid);
    const password = state.passwords.redis;
    return this.#keep("redis", () => startRedis({ dir, port, password, logFile, onStart }));
  }

  /** Redis first: nobody needs it to end well. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#current.get("redis")?.stop();
    await this.#current.get("postgres")?.stop();
  }

  kill(): void {
    this.#stopping = true;
    for (const { pid } of this.#current.values()) {
      try {
        // PostgreSQL's immediate shutdown; it recovers from its log at the next start.
        process.kill(pid, "SIGQUIT");
      } catch {
        // Gone already.
      }
    }
  }

  #facts(name: string) {
    return { state: this.#installation.state, logFile: this.#installation.logFile(name) };
  }

  async #keep<S extends Server>(name: string, start: () => Promise<S>): Promise<S> {
    const server = await start();
    if (this.#stopping) await server.stop();
    this.#current.set(name, server);
    void server.ended.then((how) => this.#revive(name, how, start));
    return server;
  }

  async #revive(name: string, how: string, start: () => Promise<Server>): Promise<void> {
    if (this.#stopping) return;
    this.#say(`${name} ended (${how}); starting it again`);
    for (let delay = 250; !this.#stopping; delay = Math.min(delay * 2, 15_000)) {
      try {
        await this.#keep(name, start);
        return;
      } catch {
        await wait(delay);
      }
    }
  }
}
