import type { RunResult } from "./run-once.ts";
import { FAULT_KINDS, type FaultKind } from "./run-plan.ts";

export interface Figures {
  readonly runs: number;
  readonly faults: number;
  readonly rows: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
}

export interface Tally extends Figures {
  readonly seed: number;
  /** Runs that did not end. */
  readonly stuck: number;
  /** Transactions that were committed beside the backfills. */
  readonly written: number;
  readonly takeovers: number;
  readonly takeover_p50_s: number | null;
  readonly takeover_p95_s: number | null;
  readonly takeover_max_s: number | null;
  readonly seconds: number;
  readonly kinds: Readonly<Record<string, Figures>>;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, it) => total + it, 0);

/** A row that is wrong in two ways counts for each. */
function figuresOf(results: readonly RunResult[], faultsOf: (result: RunResult) => number): Figures {
  const of = (verdict: string) =>
    sum(results.map(({ differences }) => differences.filter((it) => it.verdict === verdict).length));
  return {
    runs: results.length,
    faults: sum(results.map(faultsOf)),
    rows: sum(results.map(({ rows }) => rows)),
    lost: of("lost"),
    doubled: of("doubled"),
    wrong: of("wrong"),
  };
}

/** The smallest that so large a share does not exceed. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return found === undefined ? null : Math.round(found * 100) / 100;
}

export function tally(seed: number, results: readonly RunResult[]): Tally {
  const timesOf = (kind: FaultKind, { struck }: RunResult) => struck.get(kind) ?? 0;
  const kinds = FAULT_KINDS.flatMap((kind) => {
    const hit = results.filter((result) => timesOf(kind, result) > 0);
    return hit.length === 0 ? [] : [[kind, figuresOf(hit, (result) => timesOf(kind, result))] as const];
  });
  const takeovers = results.flatMap((result) => result.takeovers);
  return {
    ...figuresOf(results, ({ struck }) => sum([...struck.values()])),
    stuck: results.filter(({ stuck }) => stuck !== null).length,
    written: sum(results.map(({ written }) => written)),
    takeovers: takeovers.length,
    takeover_p50_s: quantile(takeovers, 0.5),
    takeover_p95_s: quantile(takeovers, 0.95),
    takeover_max_s: quantile(takeovers, 1),
    seconds: Math.round(sum(results.map(({ seconds }) => seconds))),
    seed,
    kinds: Object.fromEntries(kinds),
  };
}
