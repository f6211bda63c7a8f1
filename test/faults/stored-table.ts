import type { FaultTarget } from "./fault-target.ts";
import type { RunPlan } from "./run-plan.ts";
import { keyColumns } from "./table-shape.ts";
import type { Difference, StoredRow } from "./written-table.ts";

/** All rows as they are now, and what the evidence tells of that the rows do not show. */
export async function readStored(
  target: FaultTarget,
  { dialect, key, poison }: RunPlan,
  hasEnded: boolean,
): Promise<{ readonly rows: readonly StoredRow[]; readonly evidence: readonly Difference[] }> {
  const keys = keyColumns(key);
  const found = await target.ask({
    text: `SELECT ${keys.join(", ")}, uid, moves, a, v, n, b, poison FROM item ORDER BY uid`,
  });
  const rows = found.map((row) => ({
    uid: Number(row.uid),
    key: keys.map((name) => String(row[name])),
    moves: Number(row.moves),
    a: String(row.a),
    v: Number(row.v),
    n: Number(row.n),
    b: row.b === null ? null : String(row.b),
    isPoison: Number(row.poison) === 1,
  }));
  const prefix = dialect === "sqlite" ? "faults_" : "faults.";
  const doubled = await target.ask({ text: `SELECT uid, moves, n FROM ${prefix}doubled` });
  // Those that still show it are found by their number.
  const hidden = doubled.filter(
    ({ uid, moves }) => !rows.some((row) => row.uid === uid && row.moves === moves && row.n > 1),
  );
  const evidence = hidden.map(
    ({ uid, moves, n }): Difference => ({
      uid: Number(uid),
      verdict: "doubled",
      what: `was counted up to ${n} after ${moves} moves`,
    }),
  );
  return {
    rows,
    evidence: hasEnded ? [...evidence, ...(await wronglySetAside(target, { dialect, poison }))] : evidence,
  };
}

/** Exactly the rows that cannot be written must have been set aside as such and waived, and no row is left so. */
async function wronglySetAside(
  target: FaultTarget,
  { dialect, poison }: Pick<RunPlan, "dialect" | "poison">,
): Promise<readonly Difference[]> {
  const table = dialect === "sqlite" ? "sluice_backfill_skip" : "sluice.backfill_skip";
  const found = await target.ask({
    text: `SELECT kind, status, count(*) AS count FROM ${table} GROUP BY kind, status`,
  });
  const count = (kind: string, status: string) =>
    Number(found.find((it) => it.kind === kind && it.status === status)?.count ?? 0);
  const differences: Difference[] = [];
  const say = (what: string) => void differences.push({ uid: 0, verdict: "wrong", what });
  if (count("poison", "waived") !== poison.length)
    say(`${count("poison", "waived")} rows were set aside as impossible and waived, not ${poison.length}`);
  for (const kind of ["hot", "poison"])
    if (count(kind, "open") > 0) say(`${count(kind, "open")} ${kind} rows are still set aside`);
  return differences;
}
