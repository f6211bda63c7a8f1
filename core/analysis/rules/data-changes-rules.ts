import type { Rule } from "../rule.ts";
import { analyzeAfterBackfill } from "./data-changes/analyze-after-backfill.ts";
import { backfillUnderTableLock } from "./data-changes/backfill-under-table-lock.ts";
import { fragileInsert } from "./data-changes/fragile-insert.ts";
import { fullScanInWrite } from "./data-changes/full-scan-in-write.ts";
import { tooManyRowsTouched } from "./data-changes/too-many-rows-touched.ts";
import { unbatchedBackfill } from "./data-changes/unbatched-backfill.ts";
import { weakWhere } from "./data-changes/weak-where.ts";
import { wideRowsRewritten } from "./data-changes/wide-rows-rewritten.ts";

export const DATA_CHANGES_RULES: readonly Rule[] = [
  unbatchedBackfill,
  backfillUnderTableLock,
  tooManyRowsTouched,
  fragileInsert,
  weakWhere,
  fullScanInWrite,
  analyzeAfterBackfill,
  wideRowsRewritten,
];
