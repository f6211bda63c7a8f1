import type { Evidence } from "#contracts/rollout.ts";
import type { SkippedGroup } from "#core/engines/skipped-rows.ts";
import type { BackfillRecord, ShardRecord } from "#server/backfills/backfill-record.ts";
import { firstShardNo } from "#server/backfills/backfill-repository.ts";
import { durationWords } from "./duration-words.ts";

const MOST_KEYS = 20;
const number = (value: number): string => value.toLocaleString("en");
const rowsText = (rows: number): string => `${number(rows)} ${rows === 1 ? "row" : "rows"}`;

/** Sums over the shards: of all passes what was written, of the newest what was compared. */
export function backfillFigures({ shards, layout }: Pick<BackfillRecord, "shards" | "layout">) {
  const newest = shards.filter((shard) => shard.shardNo >= firstShardNo(layout));
  const sum = (of: readonly ShardRecord[], figure: "rowsChanged" | "rowsScanned" | "rowsVerified" | "rowsDiffering") =>
    of.reduce((total, shard) => total + shard[figure], 0);
  return {
    changed: sum(shards, "rowsChanged"),
    scanned: sum(shards, "rowsScanned"),
    verified: sum(newest, "rowsVerified"),
    differing: sum(newest, "rowsDiffering"),
    differingKeys: newest.flatMap((shard) => shard.differingKeys).slice(0, MOST_KEYS),
  };
}

/** What the last verification found, kept with the step, also when the target is gone later. Pure. */
export function backfillEvidence(
  backfill: BackfillRecord,
  setAside: { readonly groups: readonly SkippedGroup[]; readonly ms: number },
  at: Date,
): Evidence {
  const { groups } = setAside;
  const { verified, differing, differingKeys } = backfillFigures(backfill);
  const ms = backfill.startedAt ? at.getTime() - backfill.startedAt.getTime() : 0;
  const found = differing === 0 ? "no row differs" : `${rowsText(differing)} differ`;
  return {
    summary: `${rowsText(verified)} compared with what the backfill writes, ${found}${setAsideText(groups)}`,
    passed: differing === 0,
    at: at.toISOString(),
    items: [
      {
        label: "rows written, then all of them compared",
        sql: backfill.statement,
        result: `${rowsText(verified)} compared, ${number(differing)} differ`,
        ms,
      },
      ...groups.map(({ kind, status, code, message, rows }) => ({
        label: `set aside: ${[kind === "hot" ? "held by others" : "its own data", code, message].filter(Boolean).join(", ")}`,
        sql: "",
        result: `${number(rows)} ${STATUS_WORDS[status]}`,
        ms: setAside.ms,
      })),
    ],
    sampleKeys: [...differingKeys],
  };
}

const STATUS_WORDS: Record<SkippedGroup["status"], string> = {
  open: "open",
  fixed: "written since",
  gone: "deleted since",
  waived: "waived",
};

/** ", 3 rows were set aside (2 waived, 1 written since)"; empty where none was. */
function setAsideText(groups: readonly SkippedGroup[]): string {
  if (groups.length === 0) return "";
  const of = (status: SkippedGroup["status"]) =>
    groups.filter((group) => group.status === status).reduce((sum, { rows }) => sum + rows, 0);
  const total = groups.reduce((sum, { rows }) => sum + rows, 0);
  const parts = (["waived", "fixed", "gone", "open"] as const)
    .filter((status) => of(status) > 0)
    .map((status) => `${number(of(status))} ${STATUS_WORDS[status]}`);
  return `; ${rowsText(total)} ${total === 1 ? "was" : "were"} set aside (${parts.join(", ")})`;
}

/** One sentence for the log: changed, scanned, time, and what the verification found. */
export function backfillSummary(backfill: BackfillRecord, groups: readonly SkippedGroup[]): string {
  const { changed, scanned, verified } = backfillFigures(backfill);
  const { startedAt, finishedAt } = backfill;
  const seconds = startedAt && finishedAt ? (finishedAt.getTime() - startedAt.getTime()) / 1000 : null;
  const time = seconds === null ? "" : ` in ${durationWords(seconds)}`;
  const checked = `${number(verified)} compared afterwards, no row is left`;
  return `${number(changed)} of ${number(scanned)} rows changed${time}; ${checked}${setAsideText(groups)}`;
}
