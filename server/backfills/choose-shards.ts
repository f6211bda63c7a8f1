import type { SliceLimits } from "./slice-limits.ts";

/** A shard of a running backfill that is not done, as the scheduler sees it. */
export interface SchedulableShard {
  readonly id: string;
  readonly backfillId: string;
  readonly shardNo: number;
  readonly state: "open" | "written";
  readonly maxSlices: number | null;
  readonly nudge: number;
  /**
   * `leased`: a worker has it. `queued`: a job was added just now. `overdue`: that job is not heard of. `resting`: it
   * failed just now and is tried again soon.
   */
  readonly standing: "leased" | "queued" | "overdue" | "resting" | "idle";
  /** Seconds since 1970; `null`: never. */
  readonly servedAt: number | null;
  readonly rowEstimate: number | null;
  readonly fraction: number;
  readonly rowsScanned: number;
  readonly batchSize: number | null;
  /** It was not cut just now. */
  readonly mayBeCut: boolean;
}

const isBusy = ({ standing }: SchedulableShard): boolean => standing === "leased" || standing === "queued";
const NEVER = Number.NEGATIVE_INFINITY;

interface Turn {
  busy: number;
  readonly most: number;
  readonly servedAt: number;
  readonly waiting: SchedulableShard[];
}

/** Each shard is verified right after it was written, and otherwise who was served longest ago comes first. */
const byTurn = (a: SchedulableShard, b: SchedulableShard): number =>
  Number(a.state === "open") - Number(b.state === "open") ||
  (a.servedAt ?? NEVER) - (b.servedAt ?? NEVER) ||
  a.shardNo - b.shardNo;

function turnsOf(shards: readonly SchedulableShard[]): Turn[] {
  const byBackfill = Map.groupBy(shards, (it) => it.backfillId);
  return [...byBackfill.values()].map((own) => ({
    busy: own.filter(isBusy).length,
    most: own[0]?.maxSlices ?? Number.POSITIVE_INFINITY,
    servedAt: Math.max(...own.map((it) => it.servedAt ?? NEVER)),
    waiting: own.filter(({ standing }) => standing === "idle" || standing === "overdue").sort(byTurn),
  }));
}

/**
 * The shards that get the free slots of a database: of the backfill with the fewest slices, then of the one served
 * longest ago, so that none starves beside a larger one.
 */
export function chooseShards(shards: readonly SchedulableShard[], limits: SliceLimits): readonly SchedulableShard[] {
  const turns = turnsOf(shards);
  const chosen: SchedulableShard[] = [];
  const limitOf = ({ state }: SchedulableShard) => (state === "open" ? limits.writing : limits.reading);
  for (let busy = shards.filter(isBusy).length; ; busy += 1) {
    const fits = (it: SchedulableShard) => busy < limitOf(it);
    const [next] = turns
      .filter((turn) => turn.busy < turn.most && turn.waiting.some(fits))
      .sort((a, b) => a.busy - b.busy || a.servedAt - b.servedAt);
    const at = next?.waiting.findIndex(fits) ?? -1;
    const [shard] = at < 0 ? [] : (next?.waiting.splice(at, 1) ?? []);
    if (!next || !shard) return chosen;
    next.busy += 1;
    chosen.push(shard);
  }
}

/** Batches that must be left of a range so that cutting it is worth a claim. */
const WORTH_BATCHES = 20;
const FEWEST_ROWS = 2_000;
const USUAL_BATCH = 500;

function rowsLeftOf({ rowEstimate, rowsScanned, fraction }: SchedulableShard): number {
  if (rowEstimate !== null) return rowEstimate * (1 - fraction);
  return fraction >= 0.01 ? (rowsScanned / fraction) * (1 - fraction) : 0;
}

/**
 * The shard to cut in two when slots stay free: the one with most rows left, of a backfill that has no range left to
 * give out. `null`: none is worth it.
 */
export function chooseCut(
  shards: readonly SchedulableShard[],
  chosen: readonly SchedulableShard[],
  limits: SliceLimits,
): SchedulableShard | null {
  const isTaken = (it: SchedulableShard) => isBusy(it) || chosen.includes(it);
  if (shards.filter(isTaken).length >= limits.writing) return null;
  const candidates = [...Map.groupBy(shards, (it) => it.backfillId).values()].flatMap((own) => {
    const open = own.filter(({ state }) => state === "open");
    const taken = own.filter(isTaken).length;
    if (!open.every(isTaken) || taken >= (own[0]?.maxSlices ?? Number.POSITIVE_INFINITY)) return [];
    return open.filter((it) => {
      const worth = Math.max(FEWEST_ROWS, WORTH_BATCHES * (it.batchSize ?? USUAL_BATCH));
      return it.standing === "leased" && it.mayBeCut && rowsLeftOf(it) >= worth;
    });
  });
  return candidates.toSorted((a, b) => rowsLeftOf(b) - rowsLeftOf(a))[0] ?? null;
}
