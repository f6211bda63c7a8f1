import type { FaultTarget, Session } from "./fault-target.ts";
import type { RunPlan } from "./run-plan.ts";
import { seededRandom } from "./seeded-random.ts";
import { firstRow, keyColumns, keyOf, type WrittenRow } from "./table-shape.ts";
import { Writer } from "./writer.ts";
import { apply, type Table } from "./written-table.ts";

/** Far above those of the writers. */
const LATE_UID = 10_000_000;

/** All that write beside Sluice, and what the table must be after them. */
export class WriterGroup {
  readonly #plan: RunPlan;
  readonly #sessions: readonly Session[];
  readonly #writers: readonly Writer[];
  readonly #first: Table;
  readonly #stop = new AbortController();
  #running: readonly Promise<void>[] = [];
  readonly #late: WrittenRow[] = [];
  #lateBegun = 0;
  #failure: string | null = null;

  private constructor(plan: RunPlan, sessions: readonly Session[]) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#first = new Map();
    for (let uid = 1; uid <= plan.rows; uid++) this.#first.set(uid, firstRow(uid, plan.poison.includes(uid)));
    const random = seededRandom(plan.seed ^ 0x5eed);
    this.#writers = sessions
      .slice(0, plan.writers)
      .map((session, number) => new Writer(session, { plan, number, random: random.fork(), table: this.#first }));
  }

  static async open(target: FaultTarget, plan: RunPlan): Promise<WriterGroup> {
    // One more, for the transaction that stays open.
    return new WriterGroup(plan, await Promise.all(Array.from({ length: plan.writers + 1 }, () => target.session())));
  }

  begin(): void {
    this.#running = this.#writers.map((writer) =>
      writer.run(this.#stop.signal).catch((error: unknown) => {
        this.#failure ??= error instanceof Error ? error.message : String(error);
      }),
    );
  }

  /** A writer that did not find its row, or could not write it. */
  get failure(): string | null {
    return this.#failure;
  }
  get transactions(): number {
    return this.#writers.reduce((sum, { log }) => sum + log.length, this.#late.length);
  }

  /** Inserts a row early and commits it late: its place may be passed meanwhile. */
  async insertLate(holdMs: number): Promise<void> {
    const session = this.#sessions[this.#plan.writers];
    if (!session) return;
    const number = ++this.#lateBegun;
    const row = { ...firstRow(LATE_UID + number, false), place: number * 10 + 5_000 };
    const columns = [...keyColumns(this.#plan.key), "uid", "a", "poison"];
    const params = [...keyOf(this.#plan.key, row.place), row.uid, row.a, 0];
    const insert = {
      text: `INSERT INTO item (${columns.join(", ")}) VALUES (${params.map((_, index) => `$${index + 1}`).join(", ")})`,
      params,
    };
    const hold = { text: "SELECT pg_sleep($1)", params: [holdMs / 1000] };
    if (await session.commit(-number, [insert, hold])) this.#late.push(row);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all(this.#sessions.map((session) => session.close()));
  }

  /** The table by the writers' logs alone. */
  expected(): Table {
    const table = new Map(this.#first);
    for (const { log } of this.#writers) for (const written of log) apply(table, written);
    for (const row of this.#late) apply(table, { kind: "insert", row });
    return table;
  }
}
