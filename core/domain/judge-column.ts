import type { SeenApplication, SeenDeclaration } from "./application-seen.ts";
import { type ColumnName, coversColumn, parseColumnName } from "./column-name.ts";
import { clockWords, counted, instanceWords, namedBlockers, spanWords } from "./demand-words.ts";
import type { DemandedColumn } from "./demanded-columns.ts";
import type { DemandStanding } from "./gate-demand.ts";
import { countsUntil, instancesOf, isLive } from "./live-instances.ts";

const VERBS = { read: "reads", write: "writes" } as const;
const DONE = { read: "unread", write: "unwritten" } as const;

/** Whether no live instance says that it uses a column, and none did within the time that is demanded. */
export function judgeColumn(asked: DemandedColumn, seen: SeenApplication, now: Date): DemandStanding {
  const { column, access, forMs } = asked;
  const { name: application } = seen;
  const begun = {
    kind: access === "read" ? "unread" : "unwritten",
    application,
    title: `${column} ${DONE[access]} by ${application}${forMs > 0 ? ` for ${spanWords(forMs)}` : ""}`,
  } as const;
  const declarations = seen.declarations.filter((declaration) => isUsing(declaration, asked));
  const users = instancesOf({ ...seen, declarations });
  const live = users.filter((instance) => isLive(instance, now));
  if (live.length > 0) {
    const blockers = namedBlockers(live, (instance) => ({
      code: `still-${VERBS[access]}`,
      message: `${application}: ${instanceWords(instance, now)} says that it ${VERBS[access]} ${column}`,
      fix: `Deploy a version there that does not, or stop the instance${forMs > 0 ? `; then it takes ${spanWords(forMs)}` : ""}.`,
      who: "operator",
    }));
    const says = `${counted(live.length, "live instance")} still ${live.length === 1 ? "does" : "do"}`;
    return { ...begun, isMet: false, says, blockers, liftsAt: null };
  }
  const last = users.toSorted((a, b) => countsUntil(b).getTime() - countsUntil(a).getTime())[0];
  const since = last ? countsUntil(last) : seen.knownSince;
  const liftsAt = new Date(since.getTime() + forMs);
  const isLongEnough = liftsAt <= now;
  // Before its first heartbeat nobody would have told.
  const ofNobody = isLongEnough ? "nobody did in that time" : `its first heartbeat was at ${clockWords(since, now)}`;
  const says = last
    ? `${last.instance} (${last.declaration.version}) was the last that did, until ${clockWords(since, now)}`
    : ofNobody;
  if (isLongEnough) return { ...begun, isMet: true, says, blockers: [], liftsAt: null };
  const fix = `Nothing to do: it holds from ${clockWords(liftsAt, now)} on, if none ${VERBS[access]} it meanwhile.`;
  const message = `${application}: ${says}, which is less than ${spanWords(forMs)} ago`;
  const blockers = [{ code: "too-recent", message, fix, who: "nobody" as const }];
  return { ...begun, isMet: false, says, blockers, liftsAt: liftsAt.toISOString() };
}

function isUsing(declaration: SeenDeclaration, { column, access }: DemandedColumn): boolean {
  const asked = parseColumnName(column);
  const declared = access === "read" ? declaration.reads : declaration.writes;
  return asked !== null && declared.some((text) => isCovered(text, asked));
}

function isCovered(text: string, asked: ColumnName): boolean {
  const declared = parseColumnName(text);
  return declared !== null && coversColumn(declared, asked);
}
