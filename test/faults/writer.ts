import { setTimeout as wait } from "node:timers/promises";
import { LostRow, type Session, type Sql } from "./fault-target.ts";
import type { RunPlan } from "./run-plan.ts";
import type { Random } from "./seeded-random.ts";
import { keyColumns, keyOf } from "./table-shape.ts";
import { apply, type Table, type Written } from "./written-table.ts";

/** So many writers share the rows, each by its own remainder of `uid`; so their order on one row is known. */
export interface WriterPlan {
  readonly plan: RunPlan;
  readonly number: number;
  readonly random: Random;
  /** Of the whole table; it picks its own rows. */
  readonly table: Table;
}

/** An application that goes on writing; what it committed is in its log, and only that. */
export class Writer {
  readonly log: Written[] = [];
  readonly #session: Session;
  readonly #plan: WriterPlan;
  readonly #mine: Table;
  readonly #uids: number[];
  #nextUid: number;
  #nextOperation: number;
  readonly #taken = new Set<number>();

  constructor(session: Session, writerPlan: WriterPlan) {
    this.#session = session;
    this.#plan = writerPlan;
    const { plan, number, table } = writerPlan;
    this.#mine = new Map([...table].filter(([uid, row]) => uid % plan.writers === number && !row.isPoison));
    this.#uids = [...this.#mine.keys()];
    this.#nextUid = (Math.ceil(plan.rows / plan.writers) + 1) * plan.writers + number;
    this.#nextOperation = 1 + number;
  }

  /** Writes until told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.once();
      await wait(this.#plan.random.int(2, 25), undefined, { signal: stop }).catch(() => undefined);
    }
  }

  async once(): Promise<void> {
    const written = this.#draw();
    if (!written) return;
    const operation = this.#nextOperation;
    this.#nextOperation += this.#plan.plan.writers;
    const hasCommitted = await this.#session.commit(operation, [this.#sqlOf(written)]).catch((error: unknown) => {
      if (error instanceof LostRow) throw new LostRow(`writer ${this.#plan.number}: ${error.message}`);
      throw error;
    });
    if (!hasCommitted) return;
    this.log.push(written);
    apply(this.#mine, written);
    if (written.kind === "insert") this.#uids.push(written.row.uid);
    if (written.kind === "delete") this.#uids.splice(this.#uids.indexOf(written.uid), 1);
  }

  #draw(): Written | null {
    const { random, plan } = this.#plan;
    const kind = random.pick(["insert", "change", "touch", "move", "delete", "change", "move"] as const);
    const place = this.#freePlace();
    if (kind === "insert") {
      const uid = this.#nextUid;
      this.#nextUid += plan.writers;
      const a = `New ${random.int(0, 99)}`;
      return { kind, row: { uid, place, moves: 0, a, v: 0, isPoison: false } };
    }
    if (this.#uids.length === 0) return null;
    const uid = random.pick(this.#uids);
    if (kind === "change") return { kind, uid, a: `Name ${random.int(0, 9_999)}` };
    if (kind === "move") return { kind, uid, place };
    return { kind, uid };
  }

  /** Between the first rows, where no other writer goes, or after the last one. */
  #freePlace(): number {
    const { random, plan, number } = this.#plan;
    for (;;) {
      const place = random.int(1, plan.rows + 50) * 10 + 1 + number * 3 + random.int(0, 2);
      if (this.#taken.has(place)) continue;
      this.#taken.add(place);
      return place;
    }
  }

  #sqlOf(written: Written): Sql {
    const { plan } = this.#plan;
    const isPostgres = plan.dialect === "postgresql";
    const names = keyColumns(plan.key);
    const params: (string | number)[] = [];
    const bind = (value: string | number) => {
      params.push(value);
      return isPostgres ? `$${params.length}` : "?";
    };
    const values = (place: number) => keyOf(plan.key, place).map(bind);
    if (written.kind === "insert") {
      const { uid, place, a } = written.row;
      const text = `INSERT INTO item (${names.join(", ")}, uid, a, poison) VALUES (${values(place).join(", ")}, ${bind(uid)}, ${bind(a)}, 0)`;
      return { text, params };
    }
    const set = this.#assignments(written, values, bind, names);
    const row = this.#mine.get(written.uid);
    if (!row) throw new Error(`row ${written.uid} is not this writer's`);
    const here = values(row.place).map((value, index) => `${names[index]} = ${value}`);
    const verb = set === null ? "DELETE FROM item" : `UPDATE item SET ${set}`;
    return { text: `${verb} WHERE ${here.join(" AND ")} AND uid = ${bind(row.uid)}`, params };
  }

  /** `null`: the row is deleted. A row that is counted begins anew at its new place. */
  #assignments(
    written: Exclude<Written, { kind: "insert" }>,
    values: (place: number) => readonly string[],
    bind: (value: string | number) => string,
    names: readonly string[],
  ): string | null {
    if (written.kind === "delete") return null;
    if (written.kind === "touch") return "v = v + 1";
    if (written.kind === "change") return `a = ${bind(written.a)}`;
    const key = values(written.place).map((value, index) => `${names[index]} = ${value}`);
    return [...key, "moves = moves + 1", "n = 0"].join(", ");
  }
}
