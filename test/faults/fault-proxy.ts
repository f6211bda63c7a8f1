import { createConnection, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { NetworkAddress } from "#core/engines/target-address.ts";

export type CommitFate = "answer-lost" | "never-sent";

/** A statement of its own, not the READ COMMITTED of a BEGIN. */
const holdsCommit = (data: Buffer): boolean => data.includes("COMMIT\0");

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
}

/** A TCP proxy before a PostgreSQL server that cuts, delays, falls silent, or breaks a session exactly at its COMMIT. */
export class FaultProxy implements AsyncDisposable {
  readonly #server: NetworkAddress;
  readonly #pairs = new Set<Pair>();
  readonly #listener = createServer((client) => this.#accept(client));
  #port = 0;
  #delayMs = 0;
  #isSilent = false;
  #fate: { readonly fate: CommitFate; readonly struck: () => void } | null = null;

  constructor(server: NetworkAddress) {
    this.#server = server;
  }

  async listen(): Promise<void> {
    const { promise: listening, resolve } = Promise.withResolvers<void>();
    this.#listener.listen(0, "127.0.0.1", resolve);
    await listening;
    const bound = this.#listener.address();
    if (bound === null || typeof bound === "string") throw new Error("the proxy listens on no port");
    this.#port = bound.port;
  }

  get port(): number {
    return this.#port;
  }

  /** Breaks all connections at once. */
  cut(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
  }

  /** From now on all bytes are late by this much; 0: in time again. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Connections stay open and nothing comes through, either way. */
  fallSilent(): void {
    this.#isSilent = true;
    for (const { client, upstream } of this.#pairs) {
      client.pause();
      upstream.pause();
    }
  }

  /** What was silent is cut: a connection that lost bytes never comes back. */
  speak(): void {
    this.#isSilent = false;
    this.cut();
  }

  /** Resolves with whether a COMMIT came by in time; its session is broken then. */
  async breakNextCommit(fate: CommitFate, withinMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#fate = { fate, struck: () => resolve(true) };
    const timer = setTimeout(() => resolve(false), withinMs).unref();
    const hasStruck = await promise;
    clearTimeout(timer);
    this.#fate = null;
    return hasStruck;
  }

  /** Everything as usual, for the next run. */
  heal(): void {
    this.#fate = null;
    this.#delayMs = 0;
    if (this.#isSilent) this.speak();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#listener.close(() => resolve());
    this.cut();
    await closed;
  }

  #accept(client: Socket): void {
    const upstream = createConnection(this.#server.port, this.#server.host);
    const pair = { client, upstream };
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
      if (this.#isSilent) socket.pause();
    }
    let isSwallowing = false;
    const toServer = this.#inOrder(upstream);
    const toClient = this.#inOrder(client);
    client.on("data", (data) => {
      const commit = this.#fate !== null && holdsCommit(data) ? this.#fate : null;
      if (commit === null) return void toServer(data);
      this.#fate = null;
      commit.struck();
      if (commit.fate === "never-sent") return end();
      isSwallowing = true;
      toServer(data);
    });
    upstream.on("data", (data) => (isSwallowing ? end() : void toClient(data)));
  }

  /** Late bytes must not overtake each other. */
  #inOrder(to: Socket): (data: Buffer) => void {
    let last = Promise.resolve();
    let pending = 0;
    const write = (data: Buffer) => {
      if (!to.destroyed) to.write(data);
    };
    return (data) => {
      if (this.#delayMs === 0 && pending === 0) return write(data);
      const ms = this.#delayMs;
      pending++;
      last = last.then(async () => {
        await wait(ms);
        pending--;
        write(data);
      });
    };
  }
}
