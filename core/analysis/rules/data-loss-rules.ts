import type { Rule } from "../rule.ts";
import { constraintRemoved } from "./data-loss/constraint-removed.ts";
import { createTableReplaces } from "./data-loss/create-table-replaces.ts";
import { dropCascade } from "./data-loss/drop-cascade.ts";
import { dropColumn } from "./data-loss/drop-column.ts";
import { dropColumnTakesIndex } from "./data-loss/drop-column-takes-index.ts";
import { dropPrimaryKey } from "./data-loss/drop-primary-key.ts";
import { dropSchemaOrDatabase } from "./data-loss/drop-schema-or-database.ts";
import { dropTable } from "./data-loss/drop-table.ts";
import { dropWithoutQuarantine } from "./data-loss/drop-without-quarantine.ts";
import { foreignKeyCascadeDelete } from "./data-loss/foreign-key-cascade-delete.ts";
import { noUndoCopy } from "./data-loss/no-undo-copy.ts";
import { notDurableTable } from "./data-loss/not-durable-table.ts";
import { truncate } from "./data-loss/truncate.ts";
import { truncateReachesChildren } from "./data-loss/truncate-reaches-children.ts";
import { typeNarrowing } from "./data-loss/type-narrowing.ts";
import { wholeTableWrite } from "./data-loss/whole-table-write.ts";

export const DATA_LOSS_RULES: readonly Rule[] = [
  dropColumn,
  dropColumnTakesIndex,
  dropTable,
  dropCascade,
  dropWithoutQuarantine,
  truncate,
  truncateReachesChildren,
  createTableReplaces,
  typeNarrowing,
  dropSchemaOrDatabase,
  constraintRemoved,
  dropPrimaryKey,
  foreignKeyCascadeDelete,
  wholeTableWrite,
  noUndoCopy,
  notDurableTable,
];
