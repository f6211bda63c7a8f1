import { expect, test } from "vitest";
import type { PolicyRuleBody } from "#contracts/policy.ts";
import type { DomainError } from "#core/domain/domain-error.ts";
import { changeDatabase } from "#server/databases/change-database.ts";
import { createMigration } from "#server/migrations/create-migration.ts";
import { getMigration } from "#server/migrations/get-migration.ts";
import { listApprovals } from "#server/migrations/list-approvals.ts";
import { reviewMigration } from "#server/migrations/review-migration.ts";
import { saveRevision } from "#server/migrations/save-revision.ts";
import { submitMigration } from "#server/migrations/submit-migration.ts";
import { changePerson } from "#server/people/change-person.ts";
import { changePolicy } from "#server/policies/change-policy.ts";
import { removeGroup } from "#server/policies/remove-group.ts";
import { saveGroup } from "#server/policies/save-group.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aWorld } from "#test/rollouts.ts";
import { delegateApprovals } from "./delegate-approvals.ts";
import { getApproval } from "./get-approval.ts";
import { getDecisionEvidence } from "./get-decision-evidence.ts";
import { requestChanges } from "./request-changes.ts";
import { resolveRequest } from "./resolve-request.ts";

const PLAN = `sluice: 1
name: city
title: Coordinates as numbers
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN latitude numeric(8,5)
      undo: ALTER TABLE city DROP COLUMN latitude
`;
const rule = (parts: Partial<PolicyRuleBody> = {}): PolicyRuleBody => ({
  environment: null,
  fromRisk: "low",
  start: { count: 1, least: "approver", groups: [] },
  cutover: null,
  contract: null,
  days: null,
  ...parts,
});
const two = { count: 2, least: "approver" as const, groups: [] };

const refusal = async (work: Promise<unknown>): Promise<DomainError> =>
  await work.then(
    () => expect.unreachable("it was not refused"),
    (error: DomainError) => error,
  );
const codesOf = (error: DomainError) => (error.extra.blockers as { code: string }[]).map(({ code }) => code);

/** A plan in review, for as many databases as asked, and people of every kind. */
async function aReview(databases = 1) {
  const deps = await testContainer({ env: { embedded: false } });
  const worlds = [];
  for (let at = 0; at < databases; at++) worlds.push(await aWorld(deps, "postgresql", 3));
  const [owner, grace, alan, operator] = [
    (await aPerson(deps, "owner", "Olivia")).actor,
    (await aPerson(deps, "approver", "Grace")).actor,
    (await aPerson(deps, "approver", "Alan")).actor,
    (await aPerson(deps, "operator", "Otto")).actor,
  ];
  const { id: migrationId, digest } = await createMigration(deps, { actor: operator, source: PLAN });
  const databaseIds = worlds.map(({ databaseId }) => databaseId);
  await submitMigration(deps, { actor: operator, migrationId, databaseIds });
  const approve = (actor: typeof owner, more: { approvalDigest?: string; forId?: string } = {}) =>
    reviewMigration(deps, { actor, migrationId, digest, decision: "approve", comment: "", ...more });
  const start = (databaseId = databaseIds[0] ?? "") =>
    startRollout(deps, { actor: operator, migrationId, databaseId, digest });
  const setPolicy = async (...rules: PolicyRuleBody[]) => {
    const { version } = await deps.prisma.approvalPolicy
      .findFirst({ orderBy: { version: "desc" } })
      .then((it) => it ?? { version: 0 });
    return changePolicy(deps, { actor: owner, baseVersion: version, reason: "Four eyes are too few", rules });
  };
  return { deps, worlds, databaseIds, owner, grace, alan, operator, migrationId, digest, approve, start, setPolicy };
}

test("two of three must approve, each once, and the author never; then it starts", async () => {
  const { deps, grace, alan, operator, owner, migrationId, approve, start, setPolicy } = await aReview();
  await setPolicy(rule({ start: two }));
  await changePerson(deps, { actor: owner, userId: operator.id, role: "approver" });
  expect(codesOf(await refusal(approve({ ...operator, role: "approver" })))).toEqual(["own-plan"]);
  expect((await approve(grace)).state).toBe("in_review");
  expect(codesOf(await refusal(approve(grace)))).toEqual(["you-approved"]);
  const refused = await refusal(start());
  expect(codesOf(refused)).toEqual(["approvals-missing"]);
  expect(refused.message).toMatch(/needs 2 approvals; it has 1, of Grace\. Ask Alan, Olivia\./);
  const inbox = await listApprovals(deps, { actor: alan });
  expect(inbox.mine).toMatchObject([{ id: migrationId, asks: expect.stringContaining("it has 1, of Grace") }]);
  expect((await listApprovals(deps, { actor: grace })).mine).toEqual([]);
  expect((await approve(alan)).state).toBe("approved");
  expect((await start()).state).toBe("pending");
});

test("what is seen is what is approved: sealed, with its hash in decision and audit, and nobody changes it", async () => {
  const { deps, grace, operator, migrationId, approve } = await aReview();
  const { approvalDigest } = await getApproval(deps, { actor: grace, migrationId });
  const { decisions } = await approve(grace, { approvalDigest });
  const [decision] = decisions;
  const evidence = await getDecisionEvidence(deps, { actor: operator, migrationId, decisionId: decision?.id ?? "" });
  expect(evidence).toMatchObject({ intact: true, sha256: decision?.evidenceSha256 });
  expect(evidence.content).toMatchObject({
    plan: { source: PLAN, revision: 1 },
    targets: [{ schema: [{ name: "city" }], view: { phases: expect.any(Array) }, risk: "low" }],
  });
  const audit = await deps.prisma.auditEntry.findFirstOrThrow({ where: { action: "migration.approve" } });
  expect(audit.after).toMatchObject({ approvalDigest, evidenceSha256: evidence.sha256 });
  await expect(deps.prisma.approvalEvidence.updateMany({ data: { content: "{}" } })).rejects.toThrow(/sealed/);
  await expect(deps.prisma.approvalEvidence.deleteMany()).rejects.toThrow(/sealed/);
});

test("a database that drifted after the approval blocks only itself, and the page shows the lines", async () => {
  const { deps, worlds, databaseIds, grace, migrationId, approve, start } = await aReview(2);
  await approve(grace);
  await worlds[0]?.target.exec("ALTER TABLE city ALTER COLUMN lat TYPE varchar(20)");
  expect(codesOf(await refusal(start(databaseIds[0])))).toEqual(["schema-drifted"]);
  expect((await start(databaseIds[1])).state).toBe("pending");
  const { differences, approvalDigest } = await getApproval(deps, { actor: grace, migrationId });
  expect(differences).toMatchObject([
    { kind: "schema", before: "public.city.lat text", after: "public.city.lat character varying(20)" },
  ]);
  const seen = await getMigration(deps, { actor: grace, migrationId });
  expect(seen.blockers.approve).toEqual([]);
  const [decision] = seen.decisions;
  expect(seen.targets.find((it) => it.databaseId === databaseIds[0])?.lapsed).toEqual([
    { decisionId: decision?.id, why: "drifted" },
  ]);
  expect(seen.targets.find((it) => it.databaseId === databaseIds[1])?.lapsed).toEqual([]);
  await approve(grace, { approvalDigest });
  expect((await start(databaseIds[0])).state).toBe("pending");
});

test("errors that came after the submission keep a plan from its start, named by rule and step", async () => {
  const { deps, worlds, grace, migrationId, approve, start } = await aReview();
  await approve(grace);
  await worlds[0]?.target.exec("ALTER TABLE city ADD COLUMN latitude numeric");
  await getApproval(deps, { actor: grace, migrationId });
  const refused = await refusal(start());
  expect(codesOf(refused)).toContain("plan-errors");
  expect(refused.message).toMatch(/has an error that nobody suppressed: already-exists \(expand\.1\)/);
});

test("who approves what is another by now is told so", async () => {
  const { deps, worlds, grace, migrationId, approve } = await aReview();
  const { approvalDigest } = await getApproval(deps, { actor: grace, migrationId });
  await worlds[0]?.target.exec("ALTER TABLE city ADD COLUMN country text");
  expect(await refusal(approve(grace, { approvalDigest }))).toMatchObject({ code: "stale" });
  await expect(deps.prisma.reviewDecision.count()).resolves.toBe(0);
});

test("an approval is not for a database that was not named; naming others voids it", async () => {
  const { deps, databaseIds, grace, operator, migrationId, approve, start } = await aReview();
  const other = await aWorld(deps, "postgresql", 3);
  await approve(grace);
  expect(codesOf(await refusal(start(other.databaseId)))).toEqual(["database-not-named", "approvals-missing"]);
  const renamed = [...databaseIds, other.databaseId];
  const after = await submitMigration(deps, { actor: operator, migrationId, databaseIds: renamed });
  expect(after).toMatchObject({
    state: "in_review",
    decisions: [{ voidReason: expect.stringContaining("other databases") }],
  });
  expect((await getApproval(deps, { actor: grace, migrationId })).differences).toMatchObject([
    { kind: "database-added" },
  ]);
  expect(codesOf(await refusal(start()))).toEqual(["approvals-missing"]);
});

test("another policy voids what it is about, in the audit, and leaves the rest", async () => {
  const { deps, grace, alan, migrationId, approve, start, setPolicy } = await aReview();
  await approve(grace);
  expect(await setPolicy(rule(), rule({ environment: "production", start: two }))).toMatchObject({ voided: 0 });
  expect(await setPolicy(rule({ start: two }))).toMatchObject({ voided: 1, version: 2 });
  expect(await getMigration(deps, { actor: grace, migrationId })).toMatchObject({ state: "in_review" });
  await expect(deps.prisma.auditEntry.count({ where: { action: "migration.void" } })).resolves.toBe(1);
  await approve(grace);
  await approve(alan);
  expect((await start()).state).toBe("pending");
});

test("a token of an owner that has the role of an approver does not approve as an owner", async () => {
  const { owner, approve, setPolicy } = await aReview();
  await setPolicy(rule({ start: { count: 1, least: "owner", groups: [] } }));
  expect(codesOf(await refusal(approve({ ...owner, kind: "token", role: "approver" })))).toEqual(["not-eligible"]);
  expect((await approve(owner)).state).toBe("approved");
});

test("a group is asked for by the policy; who leaves it does not count any more, and it cannot be removed", async () => {
  const { deps, owner, grace, alan, approve, start, setPolicy } = await aReview();
  const group = await saveGroup(deps, { actor: owner, groupId: null, name: "dba", memberIds: [alan.id] });
  await setPolicy(rule({ start: { count: 1, least: "approver", groups: [group.id] } }));
  const stranger = await refusal(approve(grace));
  expect(codesOf(stranger)).toEqual(["not-eligible"]);
  expect(stranger.message).toMatch(/asks for approvals in dba, and you are none of those/);
  await approve(alan);
  expect((await refusal(removeGroup(deps, { actor: owner, groupId: group.id }))).code).toBe("blocked");
  await saveGroup(deps, { actor: owner, groupId: group.id, name: "dba", memberIds: [grace.id] });
  expect(codesOf(await refusal(start()))).toEqual(["approver-lost"]);
});

test("who stands in for a member approves in their place, named so; not for themselves and not the author", async () => {
  const { deps, owner, grace, alan, operator, migrationId, approve, setPolicy } = await aReview();
  const group = await saveGroup(deps, { actor: owner, groupId: null, name: "dba", memberIds: [alan.id] });
  await setPolicy(rule({ start: { count: 1, least: "approver", groups: [group.id] } }));
  expect((await refusal(approve(grace, { forId: alan.id }))).code).toBe("blocked");
  const holiday = { days: 3, reason: "Holiday" };
  await delegateApprovals(deps, { actor: alan, toId: grace.id, ...holiday });
  expect((await refusal(delegateApprovals(deps, { actor: alan, toId: operator.id, ...holiday }))).message).toMatch(
    /Otto is operator/,
  );
  const { standsInFor } = await getApproval(deps, { actor: grace, migrationId });
  expect(standsInFor).toEqual([{ id: alan.id, name: "Alan", blockers: [] }]);
  const approved = await approve(grace, { forId: alan.id });
  expect(approved).toMatchObject({ state: "approved", decisions: [{ byName: "Grace", forName: "Alan" }] });
});

test("a request for a change stands in the way until it is taken back or a new revision is there", async () => {
  const { deps, grace, alan, operator, owner, migrationId, digest, approve, start } = await aReview();
  const ask = { migrationId, digest, step: "expand.1", body: "Why not double precision?" } as const;
  const asked = await requestChanges(deps, { actor: grace, ...ask });
  const requestId = asked.requests[0]?.id ?? "";
  expect(codesOf(await refusal(approve(alan)))).toEqual(["changes-requested"]);
  expect(codesOf(await refusal(start()))).toEqual(["changes-requested", "approvals-missing"]);
  await changePerson(deps, { actor: owner, userId: operator.id, role: "approver" });
  const author = { ...operator, role: "approver" as const };
  expect(codesOf(await refusal(resolveRequest(deps, { actor: author, migrationId, requestId, comment: "" })))).toEqual([
    "own-plan",
  ]);
  await resolveRequest(deps, { actor: grace, migrationId, requestId, comment: "Understood" });
  expect((await approve(alan)).state).toBe("approved");
  await requestChanges(deps, { actor: grace, ...ask });
  expect(codesOf(await refusal(start()))).toEqual(["changes-requested"]);
  const edited = await saveRevision(deps, {
    actor: operator,
    migrationId,
    baseDigest: digest,
    source: `# new\n${PLAN}`,
  });
  expect(edited.blockers.approve.map(({ code }) => code)).not.toContain("changes-requested");
});

test("an operator does not move a database to where fewer must approve; an owner may, and approvals lapse", async () => {
  const { deps, databaseIds, owner, grace, operator, approve, start, setPolicy } = await aReview();
  const [databaseId = ""] = databaseIds;
  const move = (actor: typeof owner) => changeDatabase(deps, { actor, databaseId, environment: "staging" });
  await setPolicy(rule(), rule({ environment: "development", start: two }));
  expect(await refusal(move(operator))).toMatchObject({ code: "forbidden" });
  await approve(grace);
  expect((await move(owner)).environment).toBe("staging");
  expect(codesOf(await refusal(start()))).toEqual(["policy-changed"]);
});

test("of several databases that fit, one must be named", async () => {
  const { deps, operator, grace } = await aReview(2);
  const source = PLAN.replace("name: city", "name: city2");
  const { id } = await createMigration(deps, { actor: operator, source });
  expect(codesOf(await refusal(submitMigration(deps, { actor: operator, migrationId: id })))).toEqual(["no-database"]);
  expect((await getMigration(deps, { actor: grace, migrationId: id })).state).toBe("draft");
});
