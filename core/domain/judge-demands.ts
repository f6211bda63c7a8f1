import type { SeenApplication, StatementWatch } from "./application-seen.ts";
import { demandedColumns } from "./demanded-columns.ts";
import type { DemandStanding, GateDemand } from "./gate-demand.ts";
import { judgeColumn } from "./judge-column.ts";
import { judgeReports } from "./judge-reports.ts";
import { judgeStatements } from "./judge-statements.ts";
import { judgeVersion } from "./judge-version.ts";

export interface DemandFacts {
  /** By name; one that has never reported here is missing. */
  readonly applications: ReadonlyMap<string, SeenApplication>;
  /** `null`: the server keeps no statistics of statements that could be read. */
  readonly statements: StatementWatch | null;
  readonly now: Date;
}

/** How each demand of a gate stands. Pure: worker, page and command line show the same. */
export function judgeDemands(demands: readonly GateDemand[], facts: DemandFacts): readonly DemandStanding[] {
  return [...demands.flatMap((demand) => ofApplication(demand, facts)), ...ofStatements(demands, facts)];
}

function ofApplication(demand: GateDemand, { applications, now }: DemandFacts): readonly DemandStanding[] {
  const seen = applications.get(demand.application) ?? null;
  const reports = judgeReports(demand, seen, now);
  // Of one that does not report nothing else can be said.
  if (!seen || !reports.isMet) return [reports];
  return [
    ...(demand.version === null ? [] : [judgeVersion(demand.version, seen, now)]),
    ...demand.unread.map((column) => judgeColumn({ column, access: "read", forMs: demand.forMs }, seen, now)),
    ...demand.unwritten.map((column) => judgeColumn({ column, access: "write", forMs: demand.forMs }, seen, now)),
  ];
}

/** Each column once, for the longest of the times that are demanded: who sends a statement is not known. */
function ofStatements(demands: readonly GateDemand[], { statements, now }: DemandFacts): readonly DemandStanding[] {
  if (!statements) return [];
  return demandedColumns(demands).map((asked) => judgeStatements(asked, statements, now));
}
