import type { SeenStatement, StatementWatch } from "./application-seen.ts";
import { clockWords, counted, namedBlockers, spanWords } from "./demand-words.ts";
import type { DemandedColumn } from "./demanded-columns.ts";
import type { DemandStanding } from "./gate-demand.ts";

const VERBS = { read: "reads", write: "writes" } as const;

/** Whether the server has counted no statement on a column for the time that is demanded, whoever sends it. */
export function judgeStatements(asked: DemandedColumn, watch: StatementWatch, now: Date): DemandStanding {
  const { column, access, forMs } = asked;
  const since = new Date(now.getTime() - forMs);
  const begun = {
    kind: "statements",
    application: null,
    title: `No statement ${VERBS[access]} ${column}${forMs > 0 ? ` for ${spanWords(forMs)}` : ""}`,
  } as const;
  const known = watch.statements.filter((it) => it.column === column && it.access === access);
  const recent = known.filter((it) => it.calledAt !== null && it.calledAt > since);
  const liftsAt = new Date(Math.max(watch.since.getTime(), ...known.map((it) => it.calledAt?.getTime() ?? 0)) + forMs);
  if (recent.length > 0) {
    const blockers = namedBlockers(recent, (it) => ({
      code: "statement-called",
      message: `A statement that ${VERBS[access]} ${column} was called, last seen ${clockWords(it.calledAt ?? now, now)}: ${shortened(it)}`,
      fix: `Find who sends it and take it out${forMs > 0 ? `; ${spanWords(forMs)} after its last call this holds` : ""}.`,
      who: "operator",
    }));
    const says = `${counted(recent.length, "statement")} called meanwhile`;
    return { ...begun, isMet: false, says, blockers, liftsAt: liftsAt.toISOString() };
  }
  if (watch.since > since) {
    const message = `Statements on ${column} are watched since ${clockWords(watch.since, now)} only`;
    const fix = `Nothing to do: it holds from ${clockWords(liftsAt, now)} on, if none is called meanwhile.`;
    const blockers = [{ code: "too-recent", message, fix, who: "nobody" as const }];
    return { ...begun, isMet: false, says: message, blockers, liftsAt: liftsAt.toISOString() };
  }
  const says =
    known.length === 0 ? "the server has counted none" : `${counted(known.length, "statement")} known, none called`;
  return { ...begun, isMet: true, says, blockers: [], liftsAt: null };
}

const MOST_LETTERS = 300;

function shortened({ text }: SeenStatement): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS - 1)}…` : line;
}
