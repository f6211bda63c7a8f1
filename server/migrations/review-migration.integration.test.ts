import { expect, test } from "vitest";
import type { DomainError } from "#core/domain/domain-error.ts";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aWorld } from "#test/rollouts.ts";
import { commentOnMigration } from "./comment-on-migration.ts";
import { createMigration } from "./create-migration.ts";
import { getMigration } from "./get-migration.ts";
import { getRevision } from "./get-revision.ts";
import { listApprovals } from "./list-approvals.ts";
import { reviewMigration } from "./review-migration.ts";
import { saveRevision } from "./save-revision.ts";
import { submitMigration } from "./submit-migration.ts";

const plan = (name: string, column = "latitude") => `sluice: 1
name: ${name}
title: Store city coordinates as numbers
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN ${column} numeric(8,5)
      undo: ALTER TABLE city DROP COLUMN ${column}
`;

const refusal = async (work: Promise<unknown>): Promise<DomainError> =>
  await work.then(
    () => expect.unreachable("it was not refused"),
    (error: DomainError) => error,
  );

const inTeamMode = async () => {
  const deps = await testContainer({ env: { embedded: false } });
  const author = (await aPerson(deps, "owner", "Ada")).actor;
  const approver = (await aPerson(deps, "approver", "Grace")).actor;
  const { databaseId, target } = await aWorld(deps, "postgresql", 3);
  const created = await createMigration(deps, { actor: author, source: plan("city") });
  return { deps, author, approver, id: created.id, digest: created.digest, databaseId, target };
};

const approve = { decision: "approve", comment: "" } as const;

test("from draft to approved: another person approves, and may start it then", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  const submitted = await submitMigration(deps, { actor: author, migrationId: id });
  expect(submitted.state).toBe("in_review");
  expect((await listApprovals(deps, { actor: approver })).mine.map((it) => it.id)).toEqual([id]);
  expect((await listApprovals(deps, { actor: author })).others.map((it) => it.id)).toEqual([id]);
  expect(submitted.blockers.start.map(({ code }) => code)).toEqual(["approvals-missing"]);

  const approved = await reviewMigration(deps, { actor: approver, migrationId: id, digest, ...approve });
  expect(approved.state).toBe("approved");
  expect(approved.decisions).toMatchObject([
    { decision: "approved", byName: "Grace", singlePerson: false, voidedAt: null },
  ]);
  expect((await getMigration(deps, { actor: author, migrationId: "city" })).blockers.start).toEqual([]);
  const audit = await deps.prisma.auditEntry.findMany({ where: { objectId: id }, orderBy: { at: "asc" } });
  expect(audit.map(({ action, mark }) => [action, mark])).toEqual([
    ["migration.create", null],
    ["migration.submit", null],
    ["migration.approve", null],
  ]);
});

test("nobody approves their own plan, nor one that they edited last", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  await submitMigration(deps, { actor: author, migrationId: id });
  const error = await refusal(reviewMigration(deps, { actor: author, migrationId: id, digest, ...approve }));
  expect(error).toMatchObject({ code: "blocked", extra: { blockers: [{ code: "own-plan", who: "approver" }] } });

  const edited = await saveRevision(deps, {
    actor: approver,
    migrationId: id,
    baseDigest: digest,
    source: plan("city", "lat2"),
  });
  await submitMigration(deps, { actor: author, migrationId: id });
  const again = await refusal(
    reviewMigration(deps, { actor: approver, migrationId: id, digest: edited.digest, ...approve }),
  );
  expect(again.code).toBe("blocked");
  expect(await deps.prisma.reviewDecision.count()).toBe(0);
});

test("in single-person mode the own approval is possible, and marked in decision and audit", async () => {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner");
  await aWorld(deps, "postgresql", 3);
  const { id, digest } = await createMigration(deps, { actor, source: plan("city") });
  await submitMigration(deps, { actor, migrationId: id });
  const approved = await reviewMigration(deps, { actor, migrationId: id, digest, ...approve });
  expect(approved.decisions).toMatchObject([{ singlePerson: true }]);
  await expect(deps.prisma.auditEntry.count({ where: { mark: "single-person" } })).resolves.toBe(1);
});

test("an edit makes a new revision, a draft again, and voids the approval", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  await submitMigration(deps, { actor: author, migrationId: id });
  await reviewMigration(deps, { actor: approver, migrationId: id, digest, ...approve });
  const edited = await saveRevision(deps, {
    actor: author,
    migrationId: id,
    baseDigest: digest,
    source: plan("city", "lat2"),
  });
  expect(edited).toMatchObject({ state: "draft", revision: 2 });
  expect(edited.decisions[0]?.voidedAt).not.toBeNull();
  expect(edited.blockers.start.map(({ code }) => code)).toEqual(["not-submitted", "approvals-missing"]);
  const old = await getRevision(deps, { actor: author, migrationId: id, number: 1 });
  expect(old).toMatchObject({ digest, source: plan("city") });
});

test("an edit of the comments only voids the approval too", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  await submitMigration(deps, { actor: author, migrationId: id });
  await reviewMigration(deps, { actor: approver, migrationId: id, digest, ...approve });
  const edited = await saveRevision(deps, {
    actor: author,
    migrationId: id,
    baseDigest: digest,
    source: `# why\n${plan("city")}`,
  });
  expect(edited).toMatchObject({ state: "draft", revision: 2, digest });
});

test("of two reviewers at once one decides, the other is told", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  const other = (await aPerson(deps, "approver", "Edsger")).actor;
  await submitMigration(deps, { actor: author, migrationId: id });
  const both = await Promise.allSettled([
    reviewMigration(deps, { actor: approver, migrationId: id, digest, ...approve }),
    reviewMigration(deps, { actor: other, migrationId: id, digest, decision: "reject", comment: "no" }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const lost = both.find((it) => it.status === "rejected");
  expect(lost?.reason).toMatchObject({ code: expect.stringMatching(/^(stale|blocked)$/) });
  await expect(deps.prisma.reviewDecision.count()).resolves.toBe(1);
});

test("of two who save at once one makes the revision, the other is told that it is stale", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  const both = await Promise.allSettled([
    saveRevision(deps, { actor: author, migrationId: id, baseDigest: digest, source: plan("city", "a") }),
    saveRevision(deps, { actor: approver, migrationId: id, baseDigest: digest, source: plan("city", "b") }),
  ]);
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(both.find((it) => it.status === "rejected")?.reason).toMatchObject({ code: "stale" });
  const late = await refusal(
    saveRevision(deps, { actor: author, migrationId: id, baseDigest: digest, source: plan("city", "c") }),
  );
  expect(late).toMatchObject({ code: "stale", extra: { revision: 2 } });
  await expect(deps.prisma.revision.count({ where: { migrationId: id } })).resolves.toBe(2);
});

test("an approval of a digest that is no longer the plan's is refused", async () => {
  const { deps, author, approver, id, digest } = await inTeamMode();
  await saveRevision(deps, { actor: author, migrationId: id, baseDigest: digest, source: plan("city", "a") });
  await submitMigration(deps, { actor: author, migrationId: id });
  const error = await refusal(reviewMigration(deps, { actor: approver, migrationId: id, digest, ...approve }));
  expect(error).toMatchObject({ code: "stale", extra: { revision: 2 } });
});

test("an approval expires, and the plan can then be submitted anew", async () => {
  let now = new Date("2026-01-01T00:00:00Z");
  const deps = await testContainer({ now: () => now });
  const { actor } = await aPerson(deps, "owner");
  await aWorld(deps, "postgresql", 3);
  const { id, digest } = await createMigration(deps, { actor, source: plan("city") });
  await submitMigration(deps, { actor, migrationId: id });
  await reviewMigration(deps, { actor, migrationId: id, digest, ...approve });
  now = new Date("2026-03-01T00:00:00Z");
  const expired = await getMigration(deps, { actor, migrationId: id });
  expect(expired.blockers.start.map(({ code }) => code)).toEqual(["approval-expired"]);
  expect(expired.blockers.submit).toEqual([]);
  const submitted = await submitMigration(deps, { actor, migrationId: id });
  expect(submitted).toMatchObject({ state: "in_review", decisions: [{ voidedAt: now.toISOString() }] });
});

test("a name that is taken, and a plan that cannot be read, are refused with their place", async () => {
  const { deps, author } = await inTeamMode();
  expect(await refusal(createMigration(deps, { actor: author, source: plan("city") }))).toMatchObject({
    code: "conflict",
  });
  const broken = plan("other").replace("ADD COLUMN", "ADD COLUM");
  const error = await refusal(createMigration(deps, { actor: author, source: broken.replace("undo:", "undos:") }));
  expect(error).toMatchObject({
    code: "invalid-plan",
    details: expect.arrayContaining([expect.objectContaining({ line: 8, column: 7 })]),
  });
  const sql = await refusal(
    createMigration(deps, {
      actor: author,
      source: broken.replace("ADD COLUM latitude", "ADD COLUMN COLUMN latitude"),
    }),
  );
  expect(sql).toMatchObject({ code: "invalid-plan", details: [{ line: 7, column: 40, path: "expand.1" }] });
  await expect(deps.prisma.migration.count()).resolves.toBe(1);
});

test("a viewer comments, and may do nothing else", async () => {
  const { deps, id } = await inTeamMode();
  const viewer = (await aPerson(deps, "viewer", "Vera")).actor;
  const comment = await commentOnMigration(deps, {
    actor: viewer,
    migrationId: id,
    body: "Why numeric?",
    step: "expand.1",
  });
  expect(comment).toMatchObject({ step: "expand.1", byName: "Vera", revision: 1 });
  const seen = await getMigration(deps, { actor: viewer, migrationId: id });
  expect(seen.comments).toHaveLength(1);
  expect(seen.blockers.edit.map(({ code }) => code)).toEqual(["role"]);
  expect(await refusal(submitMigration(deps, { actor: viewer, migrationId: id }))).toMatchObject({ code: "forbidden" });
});
