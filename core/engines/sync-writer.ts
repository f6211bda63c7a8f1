import type { TableRef } from "./introspector.ts";

export interface SyncSpec {
  /** Names the trigger and functions: 8 hex digits, from run and step, never from user identifiers. */
  readonly tag: string;
  readonly table: TableRef;
  readonly to: Readonly<Record<string, string>>;
  readonly back: Readonly<Record<string, string>>;
}

/** Column types and defaults of the synced table, as the target has them when the sync is installed. */
export interface SyncColumns {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly default: string | null }[];
  /** Columns of the primary key, empty for none. Engines whose trigger must find the row again need it. */
  readonly primaryKey: readonly string[];
}

/** Writes the SQL of dual writes; `DdlRunner.runShort` runs it in one transaction. */
export interface SyncWriter {
  install(spec: SyncSpec, columns: SyncColumns): readonly string[];
  remove(spec: Pick<SyncSpec, "tag" | "table">): readonly string[];
  /** What the sync needs that this engine cannot do; empty when all is well. */
  problems(spec: SyncSpec): readonly string[];
}
