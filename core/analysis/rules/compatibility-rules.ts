import type { Rule } from "../rule.ts";
import { defaultForNewRowsOnly } from "./compatibility/default-for-new-rows-only.ts";
import { defaultHiddenByOrm } from "./compatibility/default-hidden-by-orm.ts";
import { enumValuePosition } from "./compatibility/enum-value-position.ts";
import { enumValueRenamed } from "./compatibility/enum-value-renamed.ts";
import { inheritanceColumnAdded } from "./compatibility/inheritance-column-added.ts";
import { jsonWithoutEquality } from "./compatibility/json-without-equality.ts";
import { noWayBack } from "./compatibility/no-way-back.ts";
import { nullsNowAllowed } from "./compatibility/nulls-now-allowed.ts";
import { outOfOrderMigration } from "./compatibility/out-of-order-migration.ts";
import { renameColumn } from "./compatibility/rename-column.ts";
import { renameTable } from "./compatibility/rename-table.ts";
import { schemaMoved } from "./compatibility/schema-moved.ts";
import { selectStar } from "./compatibility/select-star.ts";

export const COMPATIBILITY_RULES: readonly Rule[] = [
  renameColumn,
  renameTable,
  schemaMoved,
  enumValueRenamed,
  jsonWithoutEquality,
  inheritanceColumnAdded,
  nullsNowAllowed,
  defaultForNewRowsOnly,
  defaultHiddenByOrm,
  enumValuePosition,
  selectStar,
  outOfOrderMigration,
  noWayBack,
];
