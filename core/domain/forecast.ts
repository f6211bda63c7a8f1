/** Kinds of work whose time follows from different things, and is learned apart. */
export const WORK_KINDS = ["catalog", "scan", "rewrite", "index", "backfill", "check", "wait"] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export const REPLICATION_RISKS = ["none", "low", "high", "not known"] as const;
export type ReplicationRisk = (typeof REPLICATION_RISKS)[number];

/** How a duration lies to its forecast. */
export const FORECAST_VERDICTS = ["within", "faster", "slower", "under way", "not run", "no forecast"] as const;
export type ForecastVerdict = (typeof FORECAST_VERDICTS)[number];

export interface Seconds {
  readonly low: number;
  readonly high: number;
}
