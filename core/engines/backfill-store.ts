import type { Connection } from "./connection.ts";
import type { TableRef } from "./introspector.ts";

export interface BackfillSpec {
  /** UUID of the backfill; names its rows in the target. */
  readonly runId: string;
  readonly databaseId: string;
  readonly serverId: string;
  readonly table: TableRef;
  /** Column to expression over the row. */
  readonly set: Readonly<Record<string, string>>;
  readonly where: string | null;
  /** Old values of changed rows are kept in the target, so that the backfill can be undone. */
  readonly keepOldValues?: boolean | undefined;
  /** Triggers and foreign keys of the table do not see what it writes. Only where `capabilities.quietTriggers`. */
  readonly quiet?: boolean | undefined;
}

/** The unique NOT NULL columns (or the engine's row address) that batches walk along. */
export interface BackfillKey {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly collation: string | null }[];
  /** `primary key`, `unique index <name>`, `ctid` or `rowid`. */
  readonly source: string;
  /** `address`: rows may move under it (ctid, rowid), so only a repeatable statement may walk it. Default `columns`. */
  readonly kind?: "columns" | "address" | undefined;
}

/** A key as the database renders it: a JSON array of strings; `[]` is no bound. Compared only by the database. */
export type KeyText = string;

export interface BackfillLayout {
  readonly key: BackfillKey;
  /** `null` where the engine does not know. */
  readonly rowEstimate: number | null;
  readonly shards: readonly {
    readonly shardNo: number;
    readonly lo: KeyText;
    readonly hi: KeyText;
    readonly rowEstimate: number | null;
  }[];
  /** The columns written with their types, where the engine casts to them. */
  readonly targets?: readonly { readonly name: string; readonly type: string }[];
  /** SHA-256 over statement, filter, key with types and collations, and the table's columns and keys. */
  readonly planHash: string;
}

export interface ShardCheckpoint {
  readonly shardNo: number;
  readonly epoch: bigint;
  readonly state: "open" | "done";
  readonly lo: KeyText;
  readonly pos: KeyText;
  readonly hi: KeyText;
  readonly batches: number;
  readonly rowsScanned: number;
  readonly rowsChanged: number;
  readonly rowsSkipped: number;
  /** Session that last claimed it, as the server names it. */
  readonly backend: string | null;
}

export interface ShardClaim {
  readonly runId: string;
  readonly shardNo: number;
  readonly epoch: bigint;
  readonly pos: KeyText;
  readonly hi: KeyText;
}

export interface BatchResult {
  readonly from: KeyText;
  readonly to: KeyText;
  readonly scanned: number;
  readonly changed: number;
  /** Rows that were set aside in this batch: held by others, or impossible to write. */
  readonly skipped: number;
  readonly last: boolean;
}

export interface BatchRequest {
  /** Rows to scan at most. */
  readonly limit: number;
  /**
   * `skip-locked`: rows that others hold are set aside as hot, in the same transaction, instead of being waited for.
   * Only where `capabilities.rowLocks`.
   */
  readonly mode: "plain" | "skip-locked";
}

/** What one transaction of an undo did. */
export interface RestoreResult {
  readonly restored: number;
  /** Rows that somebody changed, or deleted, since the backfill wrote them: left as they are. */
  readonly left: number;
  /** Nothing is kept any more. */
  readonly done: boolean;
}

export interface BackfillStore {
  /**
   * Chooses the key and the shards. Reads only.
   * @throws DomainError `invalid-plan` where no usable key exists, with what to add.
   */
  layout(
    connection: Connection,
    spec: BackfillSpec,
    /** About how many ranges to cut the table into; an engine with one writer makes one. */
    options: { readonly shards: number },
  ): Promise<BackfillLayout>;
  /** Writes run and shard rows into the target. Idempotent; @throws `target-changed` if they exist with another hash. */
  prepare(connection: Connection, spec: BackfillSpec, layout: BackfillLayout): Promise<readonly ShardCheckpoint[]>;
  /** Compares the stored hash with what is there now. @throws `target-changed` saying what differs. */
  verifyUnchanged(connection: Connection, spec: BackfillSpec, layout: BackfillLayout): Promise<void>;
  checkpoints(connection: Connection, runId: string): Promise<readonly ShardCheckpoint[]>;
  /** Raises the epoch above `floor` and its own; `null` when the shard is done or gone. Commits. */
  claim(
    connection: Connection,
    request: { readonly runId: string; readonly shardNo: number; readonly floor: bigint; readonly worker: string },
  ): Promise<ShardClaim | null>;
  /**
   * One transaction: lock and check the checkpoint, find the upper key, change rows, move the checkpoint, commit.
   * On any error it has rolled back. @throws DomainError `fenced`; `commit-unknown` when the COMMIT's answer was lost.
   */
  runBatch(
    connection: Connection,
    spec: BackfillSpec,
    layout: BackfillLayout,
    claim: ShardClaim,
    request: BatchRequest,
  ): Promise<BatchResult>;
  /**
   * Sets the next row of the shard aside as poison and moves the checkpoint past it, in one transaction. Called when a
   * batch of that one row fails by the row's own data. @throws DomainError `fenced`; `commit-unknown`.
   */
  setAside(
    connection: Connection,
    spec: BackfillSpec,
    layout: BackfillLayout,
    claim: ShardClaim,
    failure: { readonly code: string; readonly message: string },
  ): Promise<BatchResult>;
  /**
   * Cuts what is left of an open shard into two in one transaction and raises its epoch, so that the owner's next batch
   * is fenced and claims anew. `null` where too little is left, or it is done.
   */
  split(
    connection: Connection,
    spec: BackfillSpec,
    layout: BackfillLayout,
    shardNo: number,
  ): Promise<ShardCheckpoint | null>;
  /** Ends the session that holds a shard whose lease ran out. Says who it was; `null`: there was none. */
  freeOwner(
    connection: Connection,
    shard: { readonly runId: string; readonly shardNo: number },
  ): Promise<string | null>;
  /** One transaction of an undo: puts back old values of some rows and forgets them. Until `done`. */
  restore(connection: Connection, spec: BackfillSpec, layout: BackfillLayout, limit: number): Promise<RestoreResult>;
  /** Share of `(lo, hi]` that lies at or before `pos`, 0 to 1, by key position where the type allows, else by counts. */
  fraction(connection: Connection, spec: BackfillSpec, layout: BackfillLayout, shard: ShardCheckpoint): Promise<number>;
  /** The batch's data statement with its bounds as parameters, for the reviewer. */
  statement(spec: BackfillSpec, layout: BackfillLayout): string;
}
