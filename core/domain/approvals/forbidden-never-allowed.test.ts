import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "#test/property-runs.ts";
import { ROLES } from "../role.ts";
import { RISKS } from "./approval-policy.ts";
import type { ApprovalQuestion, GivenApproval } from "./approval-question.ts";
import { approveBlockers } from "./approve-blockers.ts";
import { evaluateApprovals } from "./evaluate-approvals.ts";
import { nextPolicy } from "./next-policy.ts";
import { planRisk } from "./plan-risk.ts";
import { ruleFor } from "./rule-for.ts";
import { STAGES } from "./stage.ts";

const IDS = ["a", "b", "c", "d"] as const;
const ENVIRONMENTS = ["production", "staging"] as const;
const id = fc.constantFrom(...IDS);
const moment = fc.integer({ min: 0, max: 20 }).map((it) => new Date(it));
const requirement = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  least: fc.constantFrom("approver" as const, "owner" as const),
  groups: fc.subarray(["g1", "g2"]),
});
const draft = fc.record({
  environment: fc.constantFrom(null, ...ENVIRONMENTS),
  fromRisk: fc.constantFrom(...RISKS),
  start: requirement,
  cutover: fc.option(requirement),
  contract: fc.option(requirement),
  days: fc.constantFrom(null, 1, 7),
});
const anyLow = fc.record({ ...recordOf(), environment: fc.constant(null), fromRisk: fc.constant("low" as const) });
function recordOf() {
  const stage = fc.option(requirement);
  return { start: requirement, cutover: stage, contract: stage, days: fc.constant(null) };
}
const policy = fc
  .tuple(anyLow, fc.array(draft, { maxLength: 4 }))
  .map(([first, more]) => nextPolicy({ version: 0, rules: [] }, [first, ...more]));
const plan = fc
  .record({
    irreversible: fc.subarray(["drop it"]),
    drops: fc.subarray(["t.c"]),
    errors: fc.integer({ min: 0, max: 2 }),
    warnings: fc.integer({ min: 0, max: 2 }),
    rows: fc.constantFrom(null, 10, 2_000_000, 80_000_000),
    isRead: fc.boolean(),
  })
  .map(({ rows, ...it }) => ({ ...it, largest: { name: "t", rows, bytes: null } }));
const person = (name: string) =>
  fc.record({
    id: fc.constant(name),
    name: fc.constant(name),
    role: fc.constantFrom(...ROLES),
    isDisabled: fc.boolean(),
    groups: fc.subarray(["g1", "g2"]),
  });
const approval = (mark: string): fc.Arbitrary<GivenApproval> =>
  fc.record({
    id: fc.uuid(),
    personId: id,
    personName: id,
    forId: fc.option(id),
    forName: fc.constant(null),
    stage: fc.constantFrom(...STAGES),
    rolloutId: fc.constantFrom(null, "r"),
    planDigest: fc.constantFrom("p", "p", "q"),
    scope: fc.array(
      fc.record({
        databaseId: fc.constantFrom("x", "x", "y"),
        databaseName: fc.constant("x"),
        fingerprint: fc.constantFrom("f", "f", "g"),
        ruleMark: fc.constantFrom(mark, mark, "any/low@0"),
      }),
      { minLength: 1, maxLength: 1 },
    ),
    at: moment,
    expiresAt: moment,
    voidedAt: fc.option(moment, { freq: 4 }),
    singlePerson: fc.boolean(),
  });
const delegation = fc.record({ fromId: id, toId: id, from: moment, until: moment, revokedAt: fc.option(moment) });
const glass = fc.record({
  planDigest: fc.constantFrom("p", "q"),
  databaseId: fc.constantFrom("x", "y"),
  requestedById: id,
  confirmedById: fc.option(id),
  until: fc.option(moment),
  endedAt: fc.option(moment),
});
const question = fc
  .record({ policy, plan, environment: fc.constantFrom(...ENVIRONMENTS), stage: fc.constantFrom(...STAGES) })
  .chain(({ policy: rules, plan: facts, environment, stage }) => {
    const rule = ruleFor(rules, { environment, risk: planRisk(facts).risk });
    const mark = `${rule.environment ?? "any"}/${rule.fromRisk}@${rule.since}`;
    return fc.record({
      stage: fc.constant(stage),
      rolloutId: fc.constant(stage === "start" ? null : "r"),
      planDigest: fc.constant("p"),
      databaseId: fc.constant("x"),
      databaseName: fc.constant("x"),
      fingerprint: fc.option(fc.constant("f"), { freq: 8 }),
      rule: fc.constant(rule),
      approvals: fc.array(approval(mark), { maxLength: 6 }),
      people: fc.tuple(...IDS.map(person)),
      delegations: fc.array(delegation, { maxLength: 3 }),
      brokenGlass: fc.array(glass, { maxLength: 1 }),
      authorIds: fc.subarray([...IDS], { maxLength: 2 }),
      openRequests: fc.array(fc.constant({ step: "expand.1", byName: "a" }), { maxLength: 1 }),
      errors: fc.constant(Array.from({ length: facts.errors }, () => ({ rule: "check-query", step: null }))),
      singlePersonMode: fc.boolean(),
      now: moment,
    });
  });

/** The policy in words of its own: written from the issue, and not from the code that it judges. */
function mayBegin(it: ApprovalQuestion): boolean {
  if (it.errors.length > 0) return false;
  const needed = it.rule[it.stage];
  if (needed === null) return true;
  const emergency = it.brokenGlass.filter((g) => g.planDigest === it.planDigest && g.databaseId === it.databaseId);
  for (const g of emergency) {
    const twoPeople = g.confirmedById !== null && g.confirmedById !== g.requestedById;
    if (twoPeople && g.until !== null && g.until > it.now && g.endedAt === null && !it.singlePersonMode) return true;
  }
  if (it.openRequests.length > 0 || it.fingerprint === null) return false;
  const good = it.approvals.filter((a) => isGood(it, a));
  if (it.singlePersonMode) return good.length >= 1;
  return largestSetOfDistinctPeople(good) >= needed.count;
}

function isGood(it: ApprovalQuestion, a: GivenApproval): boolean {
  const where = a.scope[0];
  if (a.voidedAt || a.stage !== it.stage || a.rolloutId !== it.rolloutId || a.planDigest !== it.planDigest)
    return false;
  if (where?.databaseId !== it.databaseId || where.fingerprint !== it.fingerprint) return false;
  const { environment, fromRisk, since } = it.rule;
  if (where.ruleMark !== `${environment ?? "any"}/${fromRisk}@${since}` || a.expiresAt <= it.now) return false;
  return it.singlePersonMode || (!a.singlePerson && isGoodPair(it, a));
}

function isGoodPair(it: ApprovalQuestion, a: GivenApproval): boolean {
  const needed = it.rule[it.stage];
  const byId = new Map(it.people.map((p) => [p.id, p]));
  const [hand, voice] = [byId.get(a.personId), byId.get(a.forId ?? a.personId)];
  if (!needed || !hand || !voice || hand.isDisabled || voice.isDisabled) return false;
  if (it.authorIds.includes(hand.id) || it.authorIds.includes(voice.id)) return false;
  if (hand.role !== "approver" && hand.role !== "owner") return false;
  if (voice.role !== "owner" && (needed.least === "owner" || voice.role !== "approver")) return false;
  if (needed.groups.length > 0 && !needed.groups.some((g) => voice.groups.includes(g))) return false;
  if (a.forId === null) return true;
  return it.delegations.some(
    (d) =>
      d.fromId === voice.id &&
      d.toId === hand.id &&
      a.at >= d.from &&
      a.at < d.until &&
      !(d.revokedAt && d.revokedAt <= a.at),
  );
}

/** By trying every set. */
function largestSetOfDistinctPeople(approvals: readonly GivenApproval[]): number {
  let best = 0;
  for (let bits = 0; bits < 1 << approvals.length; bits++) {
    const chosen = approvals.filter((_, at) => (bits >> at) & 1);
    const everybody = chosen.flatMap((a) => (a.forId && a.forId !== a.personId ? [a.personId, a.forId] : [a.personId]));
    if (new Set(everybody).size === everybody.length) best = Math.max(best, chosen.length);
  }
  return best;
}

const RUNS = propertyRuns(5_000);

test("whatever the plan, the policy and the decisions: a stage that the policy forbids never begins", () => {
  let allowed = 0;
  fc.assert(
    fc.property(question, (it) => {
      if (evaluateApprovals(it).blockers.length > 0) return;
      allowed += 1;
      expect(mayBegin(it)).toBe(true);
    }),
    RUNS,
  );
  // A property that nothing ever satisfies proves nothing.
  expect(allowed).toBeGreaterThan(RUNS.numRuns / 50);
});

test("without delegations it is also never refused what the policy allows", () => {
  const plain = question.map((it) => ({ ...it, approvals: it.approvals.map((a) => ({ ...a, forId: null })) }));
  fc.assert(
    fc.property(plain, (it) => {
      expect(evaluateApprovals(it).blockers.length === 0).toBe(mayBegin(it));
    }),
    RUNS,
  );
});

test("an approval that somebody may give counts for what they give it for", () => {
  let given = 0;
  fc.assert(
    fc.property(question, id, fc.option(id), (it, personId, forId) => {
      const person = it.people.find((p) => p.id === personId) ?? null;
      if (approveBlockers(it, { person, forId }).length > 0 || it.rule[it.stage] === null) return;
      given += 1;
      const scope = [
        {
          databaseId: "x",
          databaseName: "x",
          fingerprint: "f",
          ruleMark: `${it.rule.environment ?? "any"}/${it.rule.fromRisk}@${it.rule.since}`,
        },
      ];
      const { stage, rolloutId, planDigest, now: at } = it;
      const fresh = {
        id: "new",
        personId,
        personName: "n",
        forId,
        forName: null,
        stage,
        rolloutId,
        planDigest,
        scope,
        at,
      };
      const approval = { ...fresh, expiresAt: new Date(at.getTime() + 1), voidedAt: null, singlePerson: false };
      const counted = evaluateApprovals({ ...it, approvals: [approval] }).given;
      expect(counted.map((a) => a.id)).toEqual(["new"]);
    }),
    RUNS,
  );
  expect(given).toBeGreaterThan(100);
});
