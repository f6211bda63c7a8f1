import type { Dialect } from "#core/domain/dialect.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { KeyKind, RunPlan } from "./run-plan.ts";

/** A row as the writers know it. `place` becomes the key, which moves; `uid` stays. */
export interface WrittenRow {
  readonly uid: number;
  readonly place: number;
  /** Counts the moves: after each the row is a new one to a backfill. */
  readonly moves: number;
  readonly a: string;
  readonly v: number;
  readonly isPoison: boolean;
}

/** Gaps between the rows, into which others are inserted and moved. */
const GAP = 10;

export const firstRow = (uid: number, isPoison: boolean): WrittenRow => ({
  uid,
  place: uid * GAP,
  moves: 0,
  a: `Name ${uid % 97}`,
  v: 0,
  isPoison,
});

/** What `copy` computes, said again in JavaScript. */
export const copyOf = (a: string): string => `${a.toLowerCase()}/${a.length}`;
const COPY_SQL = "lower(a) || '/' || length(a)";

const PREFIXES = ["b", "C", "a", "D"];

const COLUMNS: Record<KeyKind, readonly { readonly name: string; readonly type: Record<Dialect, string> }[]> = {
  int: [{ name: "id", type: { postgresql: "bigint", sqlite: "INTEGER" } }],
  composite: [
    { name: "region", type: { postgresql: "integer", sqlite: "INTEGER" } },
    { name: "id", type: { postgresql: "bigint", sqlite: "INTEGER" } },
  ],
  text: [{ name: "code", type: { postgresql: "text", sqlite: "TEXT" } }],
};

/** Names of the key's columns. */
export const keyColumns = (key: KeyKind): readonly string[] => COLUMNS[key].map(({ name }) => name);

export function keyOf(key: KeyKind, place: number): readonly (number | string)[] {
  if (key === "int") return [place];
  if (key === "composite") return [place % 5, place];
  return [`${PREFIXES[place % 4]}${place}`];
}

const keySqlOf = (key: KeyKind, place: string): readonly string[] => {
  if (key === "int") return [place];
  if (key === "composite") return [`(${place}) % 5`, place];
  const prefix = PREFIXES.map((it, index) => `WHEN ${index} THEN '${it}'`).join(" ");
  return [`(CASE (${place}) % 4 ${prefix} END) || (${place})`];
};

/** The table with its first rows, filled by the server. */
export function createTable({ dialect, shape, key, rows, poison }: RunPlan): readonly string[] {
  const columns = COLUMNS[key].map(({ name, type }) => `${name} ${type[dialect]} NOT NULL`).join(", ");
  const healthy = shape === "count" ? "n = 0" : "b IS NULL";
  const numbers =
    dialect === "sqlite"
      ? `WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${rows}) `
      : `WITH g(i) AS (SELECT generate_series(1, ${rows})) `;
  const insert = `INSERT INTO item (${keyColumns(key).join(", ")}, uid, a, poison)`;
  const poisoned = poison.length === 0 ? "0" : `CASE WHEN i IN (${poison.join(", ")}) THEN 1 ELSE 0 END`;
  const select = `SELECT ${keySqlOf(key, `i * ${GAP}`).join(", ")}, i, 'Name ' || (i % 97), ${poisoned} FROM g`;
  return [
    `CREATE TABLE item (${columns}, uid integer NOT NULL UNIQUE, moves integer NOT NULL DEFAULT 0, a text NOT NULL,
       v integer NOT NULL DEFAULT 0, n integer NOT NULL DEFAULT 0, b text, poison integer NOT NULL,
       PRIMARY KEY (${keyColumns(key).join(", ")}), CONSTRAINT healthy CHECK (poison = 0 OR ${healthy}))`,
    // SQLite wants WITH before INSERT; PostgreSQL takes both.
    `${numbers}${insert} ${select}`,
  ];
}

/**
 * In the first pass over a range the statement has no filter that could hide that a row is counted twice. Afterwards,
 * for rows that came late and for the verification, the filter is what any backfill of this kind would have.
 */
const COUNT_FILTER: Record<Dialect, (key: KeyKind) => string> = {
  postgresql: (key) => `n = 0 OR faults.is_first_pass(${keyColumns(key).join(", ")})`,
  sqlite: (key) => {
    const parts = keyColumns(key).map((name, i) => ({ name, lo: `f.lo${i}`, hi: `f.hi${i}` }));
    const row = (list: readonly string[]) => (list.length === 1 ? list.join("") : `(${list.join(", ")})`);
    const here = row(parts.map(({ name }) => name));
    const above = `${here} > ${row(parts.map(({ lo }) => lo))}`;
    const below = `${here} <= ${row(parts.map(({ hi }) => hi))}`;
    return `n = 0 OR NOT EXISTS (SELECT 1 FROM faults_finished f WHERE (f.lo0 IS NULL OR ${above}) AND ${below})`;
  },
};

export function planOf({ dialect, shape, key, batch, pauseMs, seed }: RunPlan): PlanDocument {
  const pace = { batch, pause: `${pauseMs}ms` };
  const base = { sluice: 1, name: `faults-${seed}`, title: `Faults ${seed}`, engine: dialect } as const;
  if (shape === "count") {
    const where = COUNT_FILTER[dialect](key);
    return { ...base, phases: { backfill: [{ backfill: { table: "item", set: { n: "n + 1" }, where, ...pace } }] } };
  }
  const differs = dialect === "sqlite" ? "IS NOT" : "IS DISTINCT FROM";
  const none = `SELECT uid FROM item WHERE poison = 0 AND b ${differs} ${COPY_SQL}`;
  return {
    ...base,
    phases: {
      expand: [{ sync: { table: "item", to: { b: COPY_SQL } } }],
      backfill: [{ backfill: { table: "item", set: { b: COPY_SQL }, ...pace } }],
      verify: [{ check: { name: "copies agree", none } }],
    },
  };
}

/**
 * Evidence beside Sluice: a log of every row whose number went above one, and, from the moment a range is done, the
 * note that its first pass is over. Written by triggers, so it commits or is undone with what it tells of.
 */
export function createEvidence({ dialect, key }: Pick<RunPlan, "dialect" | "key">): readonly string[] {
  return dialect === "sqlite" ? sqliteEvidence(key) : postgresEvidence(key);
}

function postgresEvidence(key: KeyKind): readonly string[] {
  const columns = COLUMNS[key];
  const bound = (side: string) => columns.map(({ type }, i) => `(f.${side}->>${i})::${type.postgresql}`).join(", ");
  const parameters = columns.map((_, i) => `$${i + 1}`).join(", ");
  const types = columns.map(({ type }) => type.postgresql).join(", ");
  return [
    "CREATE SCHEMA faults",
    "CREATE TABLE faults.operation (id bigint PRIMARY KEY)",
    "CREATE TABLE faults.doubled (uid integer, moves integer, n integer)",
    "CREATE TABLE faults.finished (lo jsonb NOT NULL, hi jsonb NOT NULL)",
    `CREATE FUNCTION faults.is_first_pass(${types}) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN
       RETURN NOT EXISTS (SELECT 1 FROM faults.finished f
         WHERE (f.lo = '[]' OR ROW(${parameters}) > ROW(${bound("lo")})) AND ROW(${parameters}) <= ROW(${bound("hi")})); END $$`,
    `CREATE FUNCTION faults.note_doubled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO faults.doubled VALUES (NEW.uid, NEW.moves, NEW.n); RETURN NULL; END $$`,
    "CREATE TRIGGER faults_doubled AFTER UPDATE ON item FOR EACH ROW WHEN (NEW.n > 1) EXECUTE FUNCTION faults.note_doubled()",
    `CREATE FUNCTION faults.note_finished() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO faults.finished VALUES (NEW.lo_key::jsonb, NEW.hi_key::jsonb); RETURN NULL; END $$`,
    `CREATE TRIGGER faults_finished AFTER UPDATE ON sluice.backfill_shard FOR EACH ROW
       WHEN (NEW.state = 'done' AND OLD.state <> 'done' AND NEW.hi_key <> '[]') EXECUTE FUNCTION faults.note_finished()`,
  ];
}

function sqliteEvidence(key: KeyKind): readonly string[] {
  const columns = COLUMNS[key];
  const names = (side: string) => columns.map((_, i) => `${side}${i}`);
  const values = (side: string) =>
    columns.map(({ type }, i) => `CAST(json_extract(NEW.${side}_key, '$[${i}]') AS ${type.sqlite})`);
  return [
    "CREATE TABLE faults_doubled (uid integer, moves integer, n integer)",
    `CREATE TABLE faults_finished (${[...names("lo"), ...names("hi")].join(", ")})`,
    "CREATE INDEX faults_finished_hi ON faults_finished (hi0)",
    `CREATE TRIGGER faults_doubled_note AFTER UPDATE ON item WHEN NEW.n > 1 BEGIN
       INSERT INTO faults_doubled VALUES (NEW.uid, NEW.moves, NEW.n); END`,
    `CREATE TRIGGER faults_finished_note AFTER UPDATE ON sluice_backfill_shard
       WHEN NEW.state = 'done' AND OLD.state <> 'done' AND NEW.hi_key <> '[]' BEGIN
       INSERT INTO faults_finished VALUES (${[...values("lo"), ...values("hi")].join(", ")}); END`,
  ];
}
