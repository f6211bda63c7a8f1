import { expect, test } from "vitest";
import { anApproval, aQuestion, aReviewer, aRule } from "#test/approvals.ts";
import { approveBlockers } from "./approve-blockers.ts";
import { evaluateApprovals } from "./evaluate-approvals.ts";

const codes = (question: Parameters<typeof evaluateApprovals>[0]) =>
  evaluateApprovals(question).blockers.map(({ code }) => code);
const [grace, alan, ada] = [aReviewer("grace"), aReviewer("alan", { role: "owner" }), aReviewer("ada")];
const people = [grace, alan, ada];
const two = aRule({ start: { count: 2, least: "approver", groups: [] } });

test("one approver who is not the author is enough by default; the author's own does not count", () => {
  const question = aQuestion({ people, authorIds: ["ada"] });
  expect(codes(question)).toEqual(["approvals-missing"]);
  expect(codes({ ...question, approvals: [anApproval("ada")] })).toEqual(["approver-lost"]);
  expect(codes({ ...question, approvals: [anApproval("grace")] })).toEqual([]);
});

test("two distinct people are asked for by name, and one who approves twice counts once", () => {
  const question = aQuestion({ people, rule: two, authorIds: ["ada"], approvals: [anApproval("grace")] });
  const [blocker] = evaluateApprovals(question).blockers;
  expect(blocker).toEqual({
    code: "approvals-missing",
    message: "Start on shop needs 2 approvals; it has 1, of grace",
    fix: "Ask alan",
    who: "approver",
  });
  expect(codes({ ...question, approvals: [anApproval("grace"), anApproval("grace")] })).toEqual(["approvals-missing"]);
  expect(codes({ ...question, approvals: [anApproval("grace"), anApproval("alan")] })).toEqual([]);
});

test("a group that is asked for is not replaced by a role", () => {
  const rule = aRule({ start: { count: 1, least: "approver", groups: ["dba"] } });
  const question = aQuestion({ people, rule });
  expect(codes({ ...question, approvals: [anApproval("alan")] })).toEqual(["approver-lost"]);
  const member = aReviewer("grace", { groups: ["dba"] });
  expect(codes({ ...question, people: [member, alan], approvals: [anApproval("grace")] })).toEqual([]);
});

test.each([
  ["expired", { expiresAt: new Date(0) }, "approval-expired"],
  ["given for another schema", { fingerprint: "other" }, "schema-drifted"],
  ["given under another rule", { ruleMark: "any/low@7" }, "policy-changed"],
  ["void", { voidedAt: new Date(0) }, "approvals-missing"],
  ["for another plan", { planDigest: "other" }, "approvals-missing"],
  ["for another database", { databaseId: "other" }, "approvals-missing"],
  ["for another stage", { stage: "contract" as const }, "approvals-missing"],
  ["for another rollout", { rolloutId: "r" }, "approvals-missing"],
  ["given alone, in single-person mode that is over", { singlePerson: true }, "approver-lost"],
])("an approval that is %s does not hold, and it is said why", (_, change, code) => {
  expect(codes(aQuestion({ people, approvals: [anApproval("grace", change)] }))).toEqual([code]);
});

test("somebody disabled or of a lesser role by now does not count any more", () => {
  const approvals = [anApproval("grace")];
  expect(codes(aQuestion({ people: [aReviewer("grace", { isDisabled: true })], approvals }))).toEqual([
    "approver-lost",
  ]);
  expect(codes(aQuestion({ people: [aReviewer("grace", { role: "operator" })], approvals }))).toEqual([
    "approver-lost",
  ]);
});

const delegation = { fromId: "alan", toId: "grace", from: new Date(0), until: new Date(8e15), revokedAt: null };

test("who stands in for somebody counts in their place, once, and not when it was revoked before", () => {
  const rule = aRule({ start: { count: 2, least: "owner", groups: [] } });
  const owner = aReviewer("grace", { role: "owner" });
  const question = aQuestion({ people: [owner, alan], rule, delegations: [delegation] });
  const forAlan = anApproval("grace", { forId: "alan" });
  expect(codes({ ...question, approvals: [forAlan, anApproval("grace")] })).toEqual(["approvals-missing"]);
  const one = { ...question, rule: aRule({ start: { count: 1, least: "owner", groups: [] } }), people };
  expect(codes({ ...one, approvals: [forAlan] })).toEqual([]);
  expect(codes({ ...one, approvals: [forAlan], delegations: [{ ...delegation, revokedAt: new Date(1) }] })).toEqual([
    "approver-lost",
  ]);
  expect(codes({ ...one, approvals: [forAlan], authorIds: ["grace"] })).toEqual(["approver-lost"]);
  expect(codes({ ...one, approvals: [forAlan], authorIds: ["alan"] })).toEqual(["approver-lost"]);
});

test("a delegation is not handed on", () => {
  const rule = aRule({ start: { count: 1, least: "owner", groups: [] } });
  const chain = [delegation, { ...delegation, fromId: "grace", toId: "ada" }];
  const approvals = [anApproval("ada", { forId: "alan" })];
  expect(codes(aQuestion({ people, rule, delegations: chain, approvals }))).toEqual(["approver-lost"]);
  const viaGrace = [anApproval("ada", { forId: "grace" })];
  expect(codes(aQuestion({ people, rule, delegations: chain, approvals: viaGrace }))).toEqual(["approver-lost"]);
});

const anError = { rule: "check-query", step: "verify.1" };

test("requests, errors and a schema that cannot be read stand in the way beside missing approvals", () => {
  const question = aQuestion({
    people,
    errors: [anError, { rule: "drop-table", step: null }],
    fingerprint: null,
    openRequests: [{ step: "expand.1", byName: "Grace" }],
  });
  expect(codes(question)).toEqual(["plan-errors", "changes-requested", "schema-unread", "approvals-missing"]);
});

test("a refusal for errors names them with their steps; of many it names the first", () => {
  const said = (errors: Parameters<typeof evaluateApprovals>[0]["errors"]) =>
    evaluateApprovals(aQuestion({ people, errors })).blockers[0]?.message;
  expect(said([anError, { rule: "drop-table", step: null }])).toBe(
    "On shop the plan has 2 errors that nobody suppressed: check-query (verify.1), drop-table",
  );
  const many = Array.from({ length: 9 }, (_, at) => ({ rule: "check-query", step: `verify.${at + 1}` }));
  expect(said(many)).toMatch(/9 errors .*check-query \(verify\.5\), and 4 more$/);
});

test("broken glass takes approvals out of the way until its time is up, and never errors or a lone person", () => {
  const glass = {
    planDigest: "digest",
    databaseId: "shop",
    requestedById: "olga",
    confirmedById: "alan",
    until: new Date(2_000),
    endedAt: null,
  };
  const question = aQuestion({ people, errors: [anError], brokenGlass: [glass] });
  expect(codes(question)).toEqual(["plan-errors"]);
  expect(evaluateApprovals(question).isGlassBroken).toBe(true);
  expect(codes({ ...question, now: new Date(2_000) })).toEqual(["plan-errors", "approvals-missing"]);
  expect(codes({ ...question, errors: [], brokenGlass: [{ ...glass, confirmedById: "olga" }] })).toEqual([
    "approvals-missing",
  ]);
  expect(codes({ ...question, errors: [], singlePersonMode: true })).toEqual(["approvals-missing"]);
});

test("single-person mode asks one person, whoever it is; the policy's number waits for a second", () => {
  const question = aQuestion({ people: [ada], authorIds: ["ada"], rule: two, singlePersonMode: true });
  expect(codes(question)).toEqual(["approvals-missing"]);
  expect(approveBlockers(question, { person: ada, forId: null })).toEqual([]);
  expect(codes({ ...question, approvals: [anApproval("ada", { singlePerson: true })] })).toEqual([]);
});

test("the author, one of no standing, and one who has approved are told so", () => {
  const asked = (
    id: string,
    change: Partial<Parameters<typeof approveBlockers>[0]> = {},
    forId: string | null = null,
  ) =>
    approveBlockers(aQuestion({ people, authorIds: ["ada"], ...change }), {
      person: people.find((it) => it.id === id) ?? null,
      forId,
    }).map(({ code }) => code);
  expect(asked("grace")).toEqual([]);
  expect(asked("ada")).toEqual(["own-plan"]);
  expect(asked("nobody")).toEqual(["own-plan"]);
  expect(asked("grace", {}, "alan")).toEqual(["not-delegated"]);
  expect(asked("grace", { delegations: [{ ...delegation, fromId: "ada" }] }, "ada")).toEqual(["own-plan"]);
  expect(asked("grace", { rule: aRule({ start: { count: 1, least: "owner", groups: [] } }) })).toEqual([
    "not-eligible",
  ]);
  expect(asked("grace", { rule: two, approvals: [anApproval("grace")] })).toEqual(["you-approved"]);
  expect(asked("alan", { rule: two, approvals: [anApproval("grace")] })).toEqual([]);
  expect(asked("grace", { openRequests: [{ step: "expand.1", byName: "Alan" }] })).toEqual(["changes-requested"]);
});
