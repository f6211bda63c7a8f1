import { setTimeout as wait } from "node:timers/promises";
import { type FaultScene, injectFault } from "./inject-fault.ts";
import type { FaultKind, PlannedFault } from "./run-plan.ts";

/** Faults that break the same thing wait for each other. */
const PART: Partial<Record<FaultKind, string>> = {
  "worker-kill": "workers",
  "worker-stop": "workers",
  "worker-freeze": "workers",
  "clock-jump": "workers",
  "redis-kill": "redis",
  "redis-flush": "redis",
  "control-crash": "control",
  "control-restart": "control",
  "target-crash": "target",
  "target-restart": "target",
  "net-cut": "net",
  "net-delay": "net",
  "net-half-open": "net",
  "commit-lost": "net",
  "commit-dropped": "net",
  "late-commit": "late",
};

/** A rollout that stands still gets its next fault anyway: it may stand because of the last one. */
const PATIENCE_MS = 4_000;

/** Lets the planned faults strike when the backfill has come so far. */
export class FaultSchedule {
  readonly struck = new Map<FaultKind, number>();
  readonly notes: string[] = [];
  readonly #scene: FaultScene;
  readonly #parts = new Map<string, Promise<void>>();
  readonly #all: Promise<void>[] = [];
  #isOver = false;

  constructor(scene: FaultScene) {
    this.#scene = scene;
  }

  /** Every fault has struck and what lasts has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Before the rollout begins. */
  strikeEarly(): void {
    for (const fault of this.#scene.plan.faults) if (isEarly(fault)) this.#strike(fault);
  }

  /** Resolves when all is over; the rest is dropped when the run ends before. */
  async run(): Promise<void> {
    for (const fault of this.#scene.plan.faults) {
      if (isEarly(fault)) continue;
      await this.#until(fault.at);
      await wait(fault.delayMs, undefined, { signal: this.#scene.over }).catch(() => undefined);
      if (this.#scene.over.aborted) break;
      this.#strike(fault);
    }
    await Promise.all(this.#all);
    this.#isOver = true;
  }

  async #until(at: number): Promise<void> {
    const { watch, plan, over } = this.#scene;
    let last = -1;
    for (let since = performance.now(); !over.aborted && performance.now() - since < PATIENCE_MS; await wait(15)) {
      if (at >= 1 ? watch.isDone : watch.shards.length > 0 && watch.rowsScanned >= at * plan.rows) return;
      if (watch.rowsScanned === last) continue;
      last = watch.rowsScanned;
      since = performance.now();
    }
  }

  #strike(fault: PlannedFault): void {
    const part = PART[fault.kind] ?? fault.kind;
    const before = this.#parts.get(part) ?? Promise.resolve();
    const now = before.then(() => this.#inject(fault));
    this.#parts.set(part, now);
    this.#all.push(now);
  }

  async #inject(fault: PlannedFault): Promise<void> {
    if (this.#scene.over.aborted) return;
    try {
      const times = await injectFault(this.#scene, fault);
      this.struck.set(fault.kind, (this.struck.get(fault.kind) ?? 0) + times);
    } catch (error) {
      // Two faults at once can keep each other from striking, such as FLUSHALL on a Redis that is down.
      this.notes.push(`${fault.kind} did not strike: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

const isEarly = ({ kind }: PlannedFault): boolean => kind === "late-commit" || kind === "poison";
