import { modelKey } from "./model-key.ts";
import type { StagedStatement } from "./scene.ts";
import type { RelationEffect } from "./statement-effects.ts";

/** A key beside its row: what an index takes of a table's bytes, roughly. */
const INDEX_SHARE = 0.3;

/** Bytes that a statement writes for a relation before it gives the old ones back; 0 where the size is not known. */
export function bytesToWrite(at: StagedStatement, { relation, rewrites, buildsIndex }: RelationEffect): number {
  const table = at.before.tables.get(modelKey(relation));
  const bytes = table?.bornHere ? 0 : (table?.facts?.bytes ?? 0);
  if (rewrites) return bytes + (table?.facts?.indexBytes ?? 0);
  return buildsIndex ? bytes * INDEX_SHARE : 0;
}
