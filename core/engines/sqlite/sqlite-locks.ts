import type { LockFacts } from "#core/domain/lock-facts.ts";

const WRITE_LOCK = "write lock (whole file)";

/** SQLite has one writer: every write keeps all others out for as long as it lasts, readers only in a rollback journal. */
const held = (
  form: LockFacts["form"],
  cost: { readonly rewrites?: boolean; readonly scans?: boolean },
  summary: string,
): LockFacts => ({
  lock: WRITE_LOCK,
  blocksReads: false,
  blocksWrites: true,
  rewrites: cost.rewrites ?? false,
  scans: cost.scans ?? false,
  form,
  summary,
});

/** What each kind of statement does, measured on SQLite 3.40 to 3.53 (reference: native ALTER). */
export const SQLITE_LOCKS = {
  read: {
    lock: "read lock",
    blocksReads: false,
    blocksWrites: false,
    rewrites: false,
    scans: false,
    form: "read",
    summary:
      "Only reads. In WAL mode nobody waits for it; with a rollback journal writers cannot commit while it runs.",
  },
  catalog: held("short", {}, "Changes only the schema: the file's write lock is held for about a millisecond."),
  addColumn: held(
    "short",
    {},
    "Adds the column in the schema only, whatever the table's size: about a millisecond of write lock.",
  ),
  addCheckedColumn: held(
    "short",
    { scans: true },
    "Tests the CHECK or NOT NULL against every row while all writers wait.",
  ),
  dropColumn: held(
    "short",
    { rewrites: true, scans: true },
    "Rewrites every row of the table while all writers wait (0.6 s for a million narrow rows).",
  ),
  scan: held("short", { scans: true }, "Reads the whole table while all writers wait."),
  createIndex: held(
    "short",
    { scans: true },
    "Builds the index while all writers wait (0.6 s for a million narrow rows); SQLite has no concurrent build.",
  ),
  dropTable: held("short", { scans: true }, "Frees every page of the table or index while all writers wait."),
  write: held("batch", { scans: true }, "Changes rows in one transaction; all other writers wait until it ends."),
  unknown: held("short", { scans: true }, "Holds the file's write lock while it runs; how long is not known."),
} as const satisfies Record<string, LockFacts>;
