import type { Connection } from "../connection.ts";
import type { LongProgress } from "../ddl-runner.ts";

/** Where each phase of a concurrent build begins and ends on the whole way; the server says how far one phase is only. */
const PHASES: readonly (readonly [name: string, from: number, to: number])[] = [
  ["initializing", 0, 0.01],
  ["waiting for writers before build", 0.01, 0.03],
  ["building index: scanning table", 0.03, 0.4],
  ["building index: sorting live tuples", 0.4, 0.45],
  ["building index: loading tuples in tree", 0.45, 0.65],
  ["building index", 0.03, 0.65],
  ["waiting for writers before validation", 0.65, 0.67],
  ["index validation: scanning index", 0.67, 0.75],
  ["index validation: sorting tuples", 0.75, 0.78],
  ["index validation: scanning table", 0.78, 0.97],
  ["waiting for old snapshots", 0.97, 0.99],
  ["waiting for readers before marking dead", 0.99, 0.995],
  ["waiting for readers before dropping", 0.995, 1],
];

/** What a long statement of `backend` is at. */
export async function readProgress(monitor: Connection, backend: string): Promise<LongProgress | null> {
  const build = await monitor.query(
    `SELECT phase, lockers_total::int AS lockers, lockers_done::int AS lockers_done, current_locker_pid AS locker,
            blocks_total::float8 AS blocks, blocks_done::float8 AS blocks_done,
            tuples_total::float8 AS tuples, tuples_done::float8 AS tuples_done
       FROM pg_stat_progress_create_index WHERE pid = $1::int`,
    [backend],
  );
  const row = build.rows[0];
  if (!row) return await waitOf(monitor, backend);
  const phase = String(row.phase);
  return { phase, fraction: fractionOf(phase, row), detail: detailOf(row) };
}

type Figures = Readonly<Record<string, unknown>>;

const share = (done: unknown, total: unknown): number | null =>
  Number(total) > 0 ? Math.min(1, Number(done) / Number(total)) : null;

function fractionOf(phase: string, row: Figures): number | null {
  const known = PHASES.find(([name]) => phase.startsWith(name));
  if (!known) return null;
  const [, from, to] = known;
  const inPhase = phase.startsWith("waiting")
    ? share(row.lockers_done, row.lockers)
    : (share(row.tuples_done, row.tuples) ?? share(row.blocks_done, row.blocks));
  return from + (to - from) * (inPhase ?? 0);
}

function detailOf(row: Figures): string {
  if (Number(row.lockers) > 0) {
    const locker = Number(row.locker) > 0 ? `, now for pid ${String(row.locker)}` : "";
    return `waited for ${String(row.lockers_done)} of ${String(row.lockers)} sessions${locker}`;
  }
  const parts = [
    Number(row.blocks) > 0 ? `${Number(row.blocks_done)} of ${Number(row.blocks)} blocks` : null,
    Number(row.tuples) > 0 ? `${Number(row.tuples_done)} of ${Number(row.tuples)} rows` : null,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

async function waitOf(monitor: Connection, backend: string): Promise<LongProgress | null> {
  const { rows } = await monitor.query(
    `SELECT wait_event_type AS type, wait_event AS event, array_to_string(pg_blocking_pids(pid), ', ') AS blockers,
            round(extract(epoch FROM clock_timestamp() - query_start))::int AS seconds
       FROM pg_stat_activity WHERE pid = $1::int AND state = 'active'`,
    [backend],
  );
  const row = rows[0];
  if (!row) return null;
  const blockers = String(row.blockers ?? "");
  if (row.type === "Lock")
    return {
      phase: "waiting for a lock",
      fraction: null,
      detail: `blocked by pid ${blockers || "unknown"} for ${String(row.seconds)} s`,
    };
  return { phase: "running", fraction: null, detail: `for ${String(row.seconds)} s` };
}
