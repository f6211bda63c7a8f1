import type { DemandStanding, GateStanding } from "#core/domain/gate-demand.ts";
import type { StepWork } from "#core/plan/compiled-step.ts";
import { lookAtDemands } from "./look-at-demands.ts";
import type { StepOutcome, StepTask } from "./step-task.ts";

type GateWork = Extract<StepWork, { kind: "gate" }>;

/** Waits until all that is demanded of applications holds, and a person has said yes where one is asked. */
export async function executeGateStep(task: StepTask, work: GateWork): Promise<StepOutcome> {
  const demands = work.applications ?? [];
  if (demands.length === 0) return awaitPerson(task, work);
  const gate = await lookAtDemands(task, demands);
  const held = task.step.override ? [] : gate.standing.demands.filter(({ isMet }) => !isMet);
  const needsPerson = work.ask !== null && !task.step.passedAt;
  if (held.length === 0 && !needsPerson) return { is: "succeeded", message: openedBy(task, gate.standing), gate };
  const until = nextLook(gate.standing, work).toISOString();
  const blockers = held.flatMap((demand) => demand.blockers);
  const detail = { waitsFor: waitsFor(held, needsPerson), blockers: blockers.slice(0, MOST_TOLD) };
  const [first] = blockers;
  const others = blockers.length > 1 ? `, and ${blockers.length - 1} more` : "";
  const message = first ? `${first.message}${others}` : (work.ask ?? "");
  return { is: "waiting", cause: { code: "gate", message, since: sinceOf(task), until, detail }, gate };
}

function awaitPerson(task: StepTask, { ask }: GateWork): StepOutcome {
  const { step } = task;
  if (step.passedAt) return { is: "succeeded", message: `${step.passedByName ?? "Somebody"} said yes` };
  return { is: "waiting", cause: { code: "gate", message: ask ?? "", since: sinceOf(task) } };
}

const sinceOf = ({ step, deps }: StepTask): string =>
  step.waiting?.code === "gate" ? step.waiting.since : deps.now().toISOString();

function waitsFor(held: readonly DemandStanding[], needsPerson: boolean): string {
  if (held.length === 0) return "a person";
  return needsPerson ? "applications and a person" : "applications";
}

function openedBy({ step }: StepTask, { demands }: GateStanding): string {
  const { override, passedByName } = step;
  const yes = passedByName ? `; ${passedByName} said yes` : "";
  if (override) return `${override.byName} put its demands aside: ${override.reason}${yes}`;
  return `${demands.map(({ title, says }) => `${title} (${says})`).join("; ")}${yes}`;
}

/** In lists of rollouts; the gate itself has them all. */
const MOST_TOLD = 10;

const EVERY_MS = 5_000;
const LONGEST_MS = 30_000;
/** This often within the time that is demanded: a call is noticed late by that much at most. */
const LOOKS = 20;

/** Soon, or when time alone makes a demand hold, if that is sooner. Statements of a target are not counted all the time. */
function nextLook({ lookedAt, demands }: GateStanding, { applications = [] }: GateWork): Date {
  const at = new Date(lookedAt).getTime();
  const asksTarget = applications.some(({ unread, unwritten }) => unread.length + unwritten.length > 0);
  const shortest = Math.min(...applications.map(({ forMs }) => forMs));
  const every = asksTarget ? Math.min(LONGEST_MS, Math.max(EVERY_MS, shortest / LOOKS)) : EVERY_MS;
  const lifts = demands.flatMap(({ liftsAt }) => (liftsAt ? [new Date(liftsAt).getTime()] : []));
  const soonest = Math.min(at + every, ...lifts.filter((it) => it > at));
  return new Date(soonest);
}
