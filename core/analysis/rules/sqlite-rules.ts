import type { Rule } from "../rule.ts";
import { notNullRebuild } from "./sqlite/not-null-rebuild.ts";
import { sqliteAddColumnRefused } from "./sqlite/sqlite-add-column-refused.ts";
import { sqliteAlterNeeds353 } from "./sqlite/sqlite-alter-needs-353.ts";
import { sqliteCheckScans } from "./sqlite/sqlite-check-scans.ts";
import { sqliteDropColumnRewrites } from "./sqlite/sqlite-drop-column-rewrites.ts";
import { sqliteRebuildCascades } from "./sqlite/sqlite-rebuild-cascades.ts";
import { sqliteRenameTouchesViews } from "./sqlite/sqlite-rename-touches-views.ts";
import { sqliteSingleWriter } from "./sqlite/sqlite-single-writer.ts";

export const SQLITE_RULES: readonly Rule[] = [
  sqliteAddColumnRefused,
  sqliteCheckScans,
  sqliteDropColumnRewrites,
  sqliteAlterNeeds353,
  notNullRebuild,
  sqliteRebuildCascades,
  sqliteRenameTouchesViews,
  sqliteSingleWriter,
];
