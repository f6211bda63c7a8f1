import type { Row } from "./connection.ts";
import type { SkippedGroup, SkippedKind, SkippedRow, SkippedStatus } from "./skipped-rows.ts";

const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));

const kindOf = (row: Row): SkippedKind => (row.kind === "hot" ? "hot" : "poison");
const statusOf = ({ status }: Row): SkippedStatus =>
  status === "fixed" || status === "gone" || status === "waived" ? status : "open";

/** A group of set-aside rows: the columns of the skip table and `n`. */
export const skippedGroupOf = (row: Row): SkippedGroup => ({
  kind: kindOf(row),
  status: statusOf(row),
  code: textOrNull(row.code),
  message: textOrNull(row.message),
  rows: Number(row.n),
});

/** A row of the skip table, which has the same columns in every engine; its times as ISO 8601 texts. */
export const skippedRowOf = (row: Row): SkippedRow => ({
  key: String(row.row_key),
  shardNo: Number(row.shard_no),
  kind: kindOf(row),
  status: statusOf(row),
  tries: Number(row.tries),
  code: textOrNull(row.code),
  message: textOrNull(row.message),
  firstAt: String(row.first_at),
  lastAt: String(row.last_at),
});
