import type { GateDemand } from "./gate-demand.ts";

export interface DemandedColumn {
  readonly column: string;
  readonly access: "read" | "write";
  readonly forMs: number;
}

/** The columns that demands name, each use once. */
export function demandedColumns(demands: readonly GateDemand[]): readonly DemandedColumn[] {
  const all = demands.flatMap(({ unread, unwritten, forMs }) => [
    ...unread.map((column) => ({ column, access: "read" as const, forMs })),
    ...unwritten.map((column) => ({ column, access: "write" as const, forMs })),
  ]);
  const byUse = Map.groupBy(all, ({ column, access }) => `${access} ${column}`);
  return [...byUse.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, forMs: Math.max(first.forMs, ...others.map(({ forMs }) => forMs)) }] : [],
  );
}
