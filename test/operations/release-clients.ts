import { Client } from "pg";
import type { Random } from "../faults/seeded-random.ts";
import type { Release, WriterStatement } from "./operation-case.ts";
import type { ShadowLog } from "./shadow-log.ts";

export interface LoadFigures {
  readonly transactions: number;
  /** By SQLSTATE. */
  readonly failed: Readonly<Record<string, number>>;
  /** The first message of each. */
  readonly messages: Readonly<Record<string, string>>;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Rows that a transaction did not find as they were written. */
  readonly differences: readonly string[];
}

const CONNECTIONS = 4;
const SHARES: Readonly<Record<WriterStatement["does"], number>> = {
  insert: 2,
  update: 5,
  touch: 3,
  delete: 1,
  read: 3,
};
/** Every release can keep such a number. */
const MOST = 30_000;

/** Sessions of one release that go on with their transactions at a fixed rate of arrival, whatever those before them do. */
export class ReleaseClients {
  readonly #log: ShadowLog;
  readonly #random: Random;
  readonly #release: Release;
  readonly #deck: readonly WriterStatement[];
  readonly #idle: Client[] = [];
  readonly #due: number[] = [];
  #timer: NodeJS.Timeout | null = null;
  #running = 0;
  #latencies: number[] = [];
  #transactions = 0;
  readonly #failed: Record<string, number> = {};
  readonly #messages: Record<string, string> = {};
  readonly #differences: string[] = [];
  #waiting: (() => void) | null = null;

  constructor(release: Release, log: ShadowLog, random: Random) {
    this.#release = release;
    this.#log = log;
    this.#random = random;
    this.#deck = release.statements.flatMap((it) => Array.from({ length: SHARES[it.does] }, () => it));
  }

  async begin(url: string, perSecond: number): Promise<void> {
    for (let count = 0; count < CONNECTIONS; count++) {
      const client = new Client({ connectionString: url, application_name: "release" });
      client.on("error", () => undefined);
      await client.connect();
      if (this.#release.session) await client.query(this.#release.session);
      this.#idle.push(client);
    }
    if (this.#deck.length === 0) return;
    const every = 1_000 / perSecond;
    let due = performance.now();
    this.#timer = setInterval(() => {
      for (; due <= performance.now(); due += every) this.#due.push(due);
      this.#serve();
    }, 1);
  }

  /** Every transaction that has begun ends as it would have. */
  async end(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#due.length = 0;
    if (this.#running > 0)
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    await Promise.all(this.#idle.splice(0).map((client) => client.end()));
  }

  /** Latencies are those since the last call, the rest is all there was. */
  figures(): LoadFigures {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    this.#latencies = [];
    return {
      transactions: this.#transactions,
      failed: { ...this.#failed },
      messages: { ...this.#messages },
      p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      maxMs: sorted.at(-1) ?? 0,
      differences: [...this.#differences],
    };
  }

  #serve(): void {
    while (this.#due.length > 0 && this.#idle.length > 0) {
      const [client, due] = [this.#idle.pop(), this.#due.shift()];
      if (!client || due === undefined) return;
      this.#running += 1;
      void this.#transact(client).then(() => {
        // From the planned start: who could not even begin has waited as well.
        this.#latencies.push(performance.now() - due);
        this.#running -= 1;
        this.#idle.push(client);
        if (this.#running === 0) this.#waiting?.();
        if (this.#timer) this.#serve();
      });
    }
  }

  async #transact(client: Client): Promise<void> {
    const statement = this.#random.pick(this.#deck);
    const key = statement.does === "insert" ? this.#log.newKey() : this.#log.take(this.#random);
    if (key === null) return;
    const value = this.#random.int(1, MOST);
    this.#transactions += 1;
    try {
      await client.query("BEGIN");
      const seen = await this.#send(client, statement, key, value);
      await client.query("COMMIT");
      this.#note(statement, key, value, seen);
    } catch (error) {
      this.#fail(statement, error);
      await client.query("ROLLBACK").catch(() => undefined);
    } finally {
      this.#log.giveBack(key);
    }
  }

  /** Answers what was changed or read last. */
  async #send(client: Client, { sql }: WriterStatement, key: number, value: number) {
    const texts = typeof sql === "string" ? [sql] : sql;
    let last: { readonly count: number; readonly value: unknown } = { count: 0, value: undefined };
    for (const text of texts) {
      const params = text.includes("$2") ? [key, value] : text.includes("$1") ? [key] : [];
      const { rows, rowCount } = await client.query<Record<string, unknown>>(text, params);
      last = { count: rowCount ?? 0, value: rows[0]?.value };
    }
    return { ...last, single: texts.length === 1 };
  }

  #note(
    { does, sql }: WriterStatement,
    key: number,
    value: number,
    seen: { readonly count: number; readonly value: unknown; readonly single: boolean },
  ): void {
    const wanted = this.#log.valueOf(key);
    if (seen.single && seen.count !== 1) this.#differences.push(`key ${key}: ${seen.count} rows for ${String(sql)}`);
    if (does === "read" && seen.value !== undefined && Number(seen.value) !== wanted)
      this.#differences.push(`key ${key}: ${String(seen.value)} was read, ${wanted} was written`);
    if (does === "insert" || does === "update") this.#log.wrote(key, value);
    if (does === "delete") this.#log.deleted(key);
  }

  #fail({ sql }: WriterStatement, error: unknown): void {
    const { code = "unknown", message } = error as { readonly code?: string; readonly message: string };
    this.#failed[code] = (this.#failed[code] ?? 0) + 1;
    this.#messages[code] ??= `${message} (${String(sql)})`;
  }
}
