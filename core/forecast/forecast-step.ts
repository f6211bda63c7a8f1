import type { ReplicationRisk, Seconds, WorkKind } from "#core/domain/forecast.ts";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { StepKind } from "#core/domain/step-kind.ts";
import { type Calibration, factorOf, spreadOf, UNCALIBRATED } from "./calibration.ts";
import { type ReplicationFacts, replicationOf } from "./replication-of.ts";

export interface TableSize {
  readonly name: string;
  /** `null`: not known. */
  readonly rows: number | null;
  /** The table was never analyzed: its rows are guessed from its bytes. */
  readonly isGuess?: boolean | undefined;
  /** With its indexes. */
  readonly bytes: number | null;
}

/** What a dry run of a backfill has measured. */
export interface MeasuredBackfill {
  readonly rowsPerSecond: Seconds;
  readonly walBytes: number | null;
  readonly diskBytes: number | null;
}

/** A step as far as its time, its space and its locks follow from it. */
export interface StepFacts {
  readonly step: StepId;
  readonly title: string;
  readonly kind: StepKind;
  readonly work: WorkKind;
  /** The strongest lock on a table that is there; `null`: none. */
  readonly locks: LockFacts | null;
  readonly tables: readonly TableSize[];
  /** Stated by the plan; `null` for all but a soak. */
  readonly statedSeconds: number | null;
  readonly dryRun: MeasuredBackfill | null;
}

export interface Holder {
  readonly backend: string;
  readonly user: string | null;
  readonly application: string | null;
  readonly state: string | null;
  readonly seconds: number | null;
}

export interface StepForecast {
  readonly step: StepId;
  readonly title: string;
  readonly kind: StepKind;
  readonly work: WorkKind;
  /** Under what its duration is learned. */
  readonly workKey: string;
  /** In the engine's words. */
  readonly lock: string | null;
  readonly blocks: readonly ("reads" | "writes")[];
  /** `null`: it cannot be told, such as of a gate. */
  readonly seconds: Seconds | null;
  /** What it was before calibration, in the middle: what is learned from. */
  readonly assumedSeconds: number | null;
  /** Where the time comes from. */
  readonly basis: string;
  readonly diskBytes: number | null;
  readonly walBytes: number | null;
  readonly replication: { readonly risk: ReplicationRisk; readonly message: string };
  readonly holders: readonly Holder[];
}

/** Under what a step's durations are learned: a measured backfill is another thing than an assumed one. */
const workKey = ({ work, dryRun }: Pick<StepFacts, "work" | "dryRun">): string =>
  work === "backfill" && !dryRun ? "backfill, not measured" : work;

interface Assumed {
  readonly seconds: number;
  /** The real time lies between this factor below and above, as far as anybody knows beforehand. */
  readonly spread: number;
  readonly basis: string;
}

/** Bytes a second, in the middle of what disks and servers do. */
const RATES: Readonly<Partial<Record<WorkKind, { readonly bytesPerSecond: number; readonly spread: number }>>> = {
  scan: { bytesPerSecond: 300_000_000, spread: 6 },
  check: { bytesPerSecond: 150_000_000, spread: 8 },
  rewrite: { bytesPerSecond: 40_000_000, spread: 5 },
  index: { bytesPerSecond: 40_000_000, spread: 6 },
};
const ASSUMED_ROWS_A_SECOND = 10_000;
/** A backfill works half of the time, unless somebody sets another speed. */
const SHARE_OF_TIME = 0.5;
/** Each row is read once more, to compare it. */
const WITH_VERIFICATION = 1.5;
const SECONDS_OF_WORK = WITH_VERIFICATION / SHARE_OF_TIME;
/** What any step costs beside its work: a session, a transaction, the ledger. */
const STEP_SECONDS = 0.05;
/** Bytes of an index entry with its share of the page. */
const ENTRY_BYTES = 40;

export function forecastStep(
  facts: StepFacts,
  around: {
    readonly calibration: ReadonlyMap<string, Calibration>;
    readonly replication: ReplicationFacts;
    readonly holders: readonly Holder[];
  },
): StepForecast {
  const { step, title, kind, work, locks } = facts;
  const assumed = assume(facts);
  const calibration = around.calibration.get(workKey(facts)) ?? UNCALIBRATED;
  const seconds = assumed && (facts.statedSeconds === null ? between(assumed, calibration) : exactly(assumed.seconds));
  const space = spaceOf(facts);
  return {
    step,
    title,
    kind,
    work,
    workKey: workKey(facts),
    lock: locks?.lock ?? null,
    blocks: [
      ...(locks?.blocksReads ? (["reads"] as const) : []),
      ...(locks?.blocksWrites ? (["writes"] as const) : []),
    ],
    seconds,
    assumedSeconds: facts.statedSeconds === null ? (assumed?.seconds ?? null) : null,
    basis: basisOf(facts, assumed, calibration),
    ...space,
    replication: replicationOf({ work, walBytes: space.walBytes, seconds }, around.replication),
    holders: around.holders,
  };
}

const exactly = (seconds: number): Seconds => ({ low: seconds, high: seconds });

function between({ seconds, spread }: Assumed, calibration: Calibration): Seconds {
  const middle = seconds * factorOf(calibration);
  const factor = spreadOf(calibration, spread);
  return { low: middle / factor, high: middle * factor };
}

/** `null`: nothing that it could follow from is known. */
function assume(facts: StepFacts): Assumed | null {
  const { work, tables, statedSeconds, dryRun } = facts;
  if (work === "wait")
    return statedSeconds === null ? null : { seconds: statedSeconds, spread: 1, basis: "stated by the plan" };
  if (work === "catalog") return { seconds: STEP_SECONDS, spread: 10, basis: "concerns the catalog only" };
  if (work === "backfill") return assumeBackfill(tables, dryRun);
  const rate = RATES[work];
  const bytes = sumOf(tables, "bytes");
  if (!rate || bytes === null) return null;
  return { seconds: STEP_SECONDS + bytes / rate.bytesPerSecond, spread: rate.spread, basis: "the size of the table" };
}

function assumeBackfill(tables: readonly TableSize[], dryRun: MeasuredBackfill | null): Assumed | null {
  const rows = sumOf(tables, "rows");
  if (rows === null) return null;
  const isGuess = tables.some((it) => it.isGuess);
  if (!dryRun)
    return {
      seconds: STEP_SECONDS + (rows / ASSUMED_ROWS_A_SECOND) * SECONDS_OF_WORK,
      spread: 10,
      basis: isGuess
        ? "the table's bytes, since it was never analyzed; a dry run would tell more"
        : "the number of rows; a dry run would tell more",
    };
  const { low, high } = dryRun.rowsPerSecond;
  const rate = Math.sqrt(Math.max(low, 1) * Math.max(high, 1));
  const spread = Math.max(2, Math.sqrt(high / Math.max(low, 1)));
  return { seconds: STEP_SECONDS + (rows / rate) * SECONDS_OF_WORK, spread, basis: "the dry run" };
}

function basisOf({ statedSeconds, work }: StepFacts, assumed: Assumed | null, { count }: Calibration): string {
  if (!assumed)
    return work === "wait" ? "People or applications decide when it goes on." : "The size of the table is not known.";
  if (statedSeconds !== null) return "Stated by the plan.";
  const told = `${assumed.basis.charAt(0).toUpperCase()}${assumed.basis.slice(1)}`;
  if (count === 0) return `${told}; not timed here yet.`;
  return `${told}, and ${count === 1 ? "one such step" : `${count} such steps`} timed here.`;
}

/** `null` where one table is not known: a sum without it would be too small. */
function sumOf(tables: readonly TableSize[], what: "rows" | "bytes"): number | null {
  const known = tables.flatMap((it) => it[what] ?? []);
  return known.length === tables.length ? known.reduce((sum, it) => sum + it, 0) : null;
}

/** Space that is needed besides, at the same time. */
function spaceOf({ work, tables, dryRun }: StepFacts): Pick<StepForecast, "diskBytes" | "walBytes"> {
  if (work === "rewrite") {
    const bytes = sumOf(tables, "bytes");
    return { diskBytes: bytes, walBytes: bytes };
  }
  if (work === "index") {
    const rows = sumOf(tables, "rows");
    const bytes = rows === null ? null : rows * ENTRY_BYTES;
    return { diskBytes: bytes, walBytes: bytes };
  }
  if (work === "backfill") return { diskBytes: dryRun?.diskBytes ?? null, walBytes: dryRun?.walBytes ?? null };
  return { diskBytes: 0, walBytes: 0 };
}
