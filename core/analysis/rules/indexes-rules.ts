import type { Rule } from "../rule.ts";
import { early14IndexCorruption } from "./indexes/early-14-index-corruption.ts";
import { foreignKeyWithoutIndex } from "./indexes/foreign-key-without-index.ts";
import { geometryWithoutIndex } from "./indexes/geometry-without-index.ts";
import { indexBuildBlocksWrites } from "./indexes/index-build-blocks-writes.ts";
import { indexBuildLong } from "./indexes/index-build-long.ts";
import { indexDropBlocksAll } from "./indexes/index-drop-blocks-all.ts";
import { indexDroppedBeforeReplacement } from "./indexes/index-dropped-before-replacement.ts";
import { indexOnHotTable } from "./indexes/index-on-hot-table.ts";
import { indexRedundant } from "./indexes/index-redundant.ts";
import { indexTooWide } from "./indexes/index-too-wide.ts";
import { indexUnnamed } from "./indexes/index-unnamed.ts";
import { invalidIndexHidden } from "./indexes/invalid-index-hidden.ts";
import { jsonbIndexClass } from "./indexes/jsonb-index-class.ts";
import { partitionedIndexBlocks } from "./indexes/partitioned-index-blocks.ts";
import { reindexBlocks } from "./indexes/reindex-blocks.ts";
import { tooManyIndexes } from "./indexes/too-many-indexes.ts";
import { vectorIndexSettings } from "./indexes/vector-index-settings.ts";

export const INDEXES_RULES: readonly Rule[] = [
  indexBuildBlocksWrites,
  indexDropBlocksAll,
  reindexBlocks,
  invalidIndexHidden,
  partitionedIndexBlocks,
  indexDroppedBeforeReplacement,
  indexTooWide,
  tooManyIndexes,
  indexRedundant,
  indexUnnamed,
  early14IndexCorruption,
  indexOnHotTable,
  indexBuildLong,
  jsonbIndexClass,
  vectorIndexSettings,
  geometryWithoutIndex,
  foreignKeyWithoutIndex,
];
