import type { ReasonCode } from "#core/domain/signal.ts";
import type { WaitingCause, WaitingCauseCode } from "#core/domain/waiting-cause.ts";
import type { SkippedGroup, SkippedKind } from "#core/engines/skipped-rows.ts";
import type { BackfillRecord } from "#server/backfills/backfill-record.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { readAdmission } from "#server/throttle/read-admission.ts";
import { causeOfStop } from "./cause-of-stop.ts";
import { describeSetAside, openRowsOf } from "./describe-set-aside.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

/** Rows of one look; between two the intent and the load are read again. */
const ROWS_A_LOOK = 100;
/** A row is left alone for so long after its first try, and twice as long after each further one. */
const REST_MS: Record<SkippedKind, number> = { hot: 250, poison: 10_000 };
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS: Record<SkippedKind, number> = { hot: 15_000, poison: 10_000 };
/** While nothing is written no sampler may be at work, and that is no reason to wait. */
const NO_MATTER: readonly ReasonCode[] = ["learning"];

export interface SetAsideSettled {
  readonly groups: readonly SkippedGroup[];
  /** Milliseconds that reading them took. */
  readonly ms: number;
}

/**
 * Tries rows again that were set aside. Rows that others hold are waited for; rows that fail by their own data wait for
 * a person, who mends or waives them. Answers what to wait for, or what became of all of them when none is open.
 */
export async function settleSetAside(
  task: StepTask,
  target: OpenTarget,
  backfill: BackfillRecord,
): Promise<StepOutcome | SetAsideSettled> {
  const { engine, connection } = target;
  for (const kind of ["hot", "poison"] as const) {
    const stopped = await tryAgain(task, target, backfill, kind);
    if (stopped) return stopped;
  }
  const startedAt = performance.now();
  const groups = await engine.skippedRows.groups(connection, backfill.spec.runId);
  const open = openRowsOf(groups);
  if (open.hot + open.poison === 0) return { groups, ms: Math.round(performance.now() - startedAt) };
  return { is: "waiting", cause: open.poison > 0 ? waitForPerson(task, groups) : waitForOthers(task, groups) };
}

async function tryAgain(
  task: StepTask,
  { engine, connection }: OpenTarget,
  { spec, layout, databaseId }: BackfillRecord,
  kind: SkippedKind,
): Promise<StepOutcome | null> {
  const { prisma } = task.deps;
  const request = { filter: { kind }, limit: ROWS_A_LOOK, notWithinMs: REST_MS[kind] };
  for (;;) {
    const open = openRowsOf(await engine.skippedRows.groups(connection, spec.runId));
    if (open[kind] === 0) return null;
    if (task.watch.pause.aborted) return { is: "stopped" };
    const cause = causeOfStop((await readAdmission(prisma, databaseId)).reasons, NO_MATTER);
    if (cause) return { is: "waiting", cause: { ...cause, until: later(task, 2_000) } };
    const { fixed, gone, stillOpen } = await engine.skippedRows.retry(connection, spec, layout, request);
    if (fixed + gone + stillOpen === 0) return null;
    const message = `Trying rows again that were set aside: ${fixed} written, ${gone} deleted meanwhile, ${stillOpen} not yet`;
    await task.note({ progress: { message, fraction: null } });
  }
}

const later = ({ deps }: StepTask, ms: number): string => new Date(deps.now().getTime() + ms).toISOString();

/** The wait grows while its cause stays the same. */
function causeOf(task: StepTask, code: WaitingCauseCode, kind: SkippedKind, message: string): WaitingCause {
  const { waiting } = task.step;
  const before = waiting?.code === code && waiting.detail?.setAside === kind ? waiting : null;
  const tries = Number(before?.detail?.tries ?? 0) + 1;
  const ms = Math.min(LONGEST_WAIT_MS[kind], FIRST_WAIT_MS * 2 ** Math.min(tries, 10));
  const since = before?.since ?? task.deps.now().toISOString();
  return { code, message, since, until: later(task, ms), detail: { setAside: kind, tries } };
}

const waitForPerson = (task: StepTask, groups: readonly SkippedGroup[]): WaitingCause =>
  causeOf(task, "set_aside", "poison", describeSetAside(groups));

function waitForOthers(task: StepTask, groups: readonly SkippedGroup[]): WaitingCause {
  const { hot } = openRowsOf(groups);
  const message =
    hot === 1
      ? "1 row is held by another session; it is tried again"
      : `${hot.toLocaleString("en")} rows are held by other sessions; they are tried again`;
  return causeOf(task, "lock", "hot", message);
}
