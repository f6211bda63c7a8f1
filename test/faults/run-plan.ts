import type { Dialect } from "#core/domain/dialect.ts";
import { type Random, seededRandom } from "./seeded-random.ts";

/** How often a kind is drawn, for each engine; 0: it makes no sense there. */
const WEIGHTS = {
  "worker-kill": { postgresql: 4, sqlite: 4 },
  "worker-freeze": { postgresql: 2, sqlite: 2 },
  "worker-stop": { postgresql: 1, sqlite: 1 },
  "clock-jump": { postgresql: 2, sqlite: 2 },
  "redis-kill": { postgresql: 2, sqlite: 2 },
  "redis-flush": { postgresql: 2, sqlite: 2 },
  "control-crash": { postgresql: 2, sqlite: 1 },
  "control-restart": { postgresql: 1, sqlite: 1 },
  "target-crash": { postgresql: 3, sqlite: 0 },
  "target-restart": { postgresql: 1, sqlite: 0 },
  "sessions-ended": { postgresql: 1, sqlite: 0 },
  "net-cut": { postgresql: 2, sqlite: 0 },
  "net-delay": { postgresql: 2, sqlite: 0 },
  "net-half-open": { postgresql: 2, sqlite: 0 },
  "commit-lost": { postgresql: 4, sqlite: 0 },
  "commit-dropped": { postgresql: 2, sqlite: 0 },
  "lock-held": { postgresql: 2, sqlite: 3 },
  deadlock: { postgresql: 2, sqlite: 0 },
  "late-commit": { postgresql: 2, sqlite: 0 },
  poison: { postgresql: 2, sqlite: 2 },
} as const satisfies Record<string, Readonly<Record<Dialect, number>>>;

export type FaultKind = keyof typeof WEIGHTS;
export const FAULT_KINDS = Object.keys(WEIGHTS) as readonly FaultKind[];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Share of the rows that has been scanned when it strikes; 1: while the backfill verifies. */
  readonly at: number;
  /** Milliseconds after that: what has been scanned shows after a commit, and the fault is to strike anywhere. */
  readonly delayMs: number;
  /** How long it lasts, where it lasts. */
  readonly ms: number;
  /** 0 to 1: which worker, which row. */
  readonly choice: number;
}

export type KeyKind = "int" | "composite" | "text";

/** What a run does; follows from its seed alone. */
export interface RunPlan {
  readonly seed: number;
  readonly dialect: Dialect;
  /** `count` adds one to a number and shows what was done twice; `copy` fills a column that dual writes keep. */
  readonly shape: "count" | "copy";
  readonly key: KeyKind;
  readonly rows: number;
  readonly batch: number;
  readonly pauseMs: number;
  readonly writers: number;
  /** Numbers of the rows that cannot be written. */
  readonly poison: readonly number[];
  /** In the order of `at`. */
  readonly faults: readonly PlannedFault[];
}

export interface PlanOptions {
  /** Kinds to draw from; all without it. */
  readonly only?: readonly FaultKind[] | undefined;
  readonly dialect?: Dialect | undefined;
  readonly shape?: RunPlan["shape"] | undefined;
  /** So many in each run; one to four without it. */
  readonly faults?: number | undefined;
}

const SQLITE_SHARE = 0.15;

export function runPlan(seed: number, options: PlanOptions = {}): RunPlan {
  const random = seededRandom(seed);
  // Neighbouring seeds begin alike.
  for (let i = 0; i < 8; i++) random.next();
  const drawnDialect = random.chance(SQLITE_SHARE) ? "sqlite" : "postgresql";
  const dialect = options.dialect ?? drawnDialect;
  const drawnShape = random.chance(0.5) ? "count" : "copy";
  // Some are large enough that the table is cut into ranges from the start; the others may be cut while they run.
  const isWide = random.chance(0.25);
  const rows = isWide ? random.int(20_000, 30_000) : random.int(2_000, 5_000);
  const drawnFaults = random.int(1, 4);
  const faults = Array.from({ length: options.faults ?? drawnFaults }, () =>
    plannedFault(random, dialect, options.only),
  );
  const poisoned = faults.some(({ kind }) => kind === "poison") ? random.int(1, 4) : 0;
  return {
    seed,
    dialect,
    shape: options.shape ?? drawnShape,
    key: random.pick(["int", "int", "composite", "text"]),
    rows,
    batch: random.pick(isWide ? [300, 500] : [40, 75, 150]),
    pauseMs: random.pick([5, 10, 20]),
    writers: random.int(2, 3),
    poison: [...new Set(Array.from({ length: poisoned }, () => random.int(1, rows)))],
    faults: faults.toSorted((a, b) => a.at - b.at),
  };
}

function plannedFault(random: Random, dialect: Dialect, only: readonly FaultKind[] | undefined): PlannedFault {
  const kind = drawKind(random, dialect, only);
  const at = random.chance(0.1) ? 1 : random.next() * 0.85;
  return {
    kind,
    at: kind === "late-commit" || kind === "poison" ? 0 : at,
    delayMs: random.int(0, 400),
    ms: random.int(200, 2_500),
    choice: random.next(),
  };
}

function drawKind(random: Random, dialect: Dialect, only: readonly FaultKind[] | undefined): FaultKind {
  const kinds = FAULT_KINDS.filter((kind) => WEIGHTS[kind][dialect] > 0 && (only?.includes(kind) ?? true));
  const total = kinds.reduce((sum, kind) => sum + WEIGHTS[kind][dialect], 0);
  let left = random.next() * total;
  for (const kind of kinds) {
    left -= WEIGHTS[kind][dialect];
    if (left < 0) return kind;
  }
  throw new Error(`no kind of fault is left for ${dialect}`);
}
