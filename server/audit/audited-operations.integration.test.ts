import { expect, test } from "vitest";
import * as approval from "#contracts/approval.ts";
import * as audit from "#contracts/audit.ts";
import * as database from "#contracts/database.ts";
import type { Operation, OperationRequest } from "#contracts/define-operation.ts";
import * as migration from "#contracts/migration.ts";
import * as overview from "#contracts/overview.ts";
import * as people from "#contracts/person.ts";
import * as policy from "#contracts/policy.ts";
import * as rollout from "#contracts/rollout.ts";
import * as throttle from "#contracts/throttle.ts";
import { createSetupLink } from "#server/people/create-setup-link.ts";
import { approvedPlan } from "#test/approved-plan.ts";
import { AUDITED_OPERATIONS, WALK } from "#test/audited-operations.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { targetDatabase, uniqueName } from "#test/databases.ts";
import { healthyTarget } from "#test/healthy-target.ts";
import { aPerson, bearer, PASSWORD } from "#test/people.ts";
import { aWorker, aWorld, until } from "#test/rollouts.ts";

const walked = new Set<string>();

/** Calls operations that must succeed, and looks for the entry that the table promises of each. */
function walker(deps: TestContainer, headers: Record<string, string>) {
  return async <A>(operation: Operation, request: OperationRequest<Operation> = {}): Promise<A> => {
    const before = (await deps.prisma.auditLink.findFirst({ orderBy: { seq: "desc" } }))?.seq ?? 0n;
    const answer = await callRoute(operation, { headers, ...request });
    expect(answer.status, `${operation.id}: ${answer.text}`).toBe(200);
    const promised = AUDITED_OPERATIONS[operation.id];
    const entries = await deps.prisma.auditEntry.findMany({ where: { link: { seq: { gt: before } } } });
    const actions = entries.map(({ action }) => action);
    if (promised && "action" in promised) expect(actions, operation.id).toContain(promised.action);
    walked.add(operation.id);
    return (operation.answer === "json" ? answer.json() : answer.text) as A;
  };
}

async function setUp() {
  const deps = await testContainer();
  serveWith(deps);
  return deps;
}
type Made = { readonly id: string };

const PLAN = `sluice: 1
name: walk
title: Walk
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN x int
      undo: ALTER TABLE city DROP COLUMN x
`;

test("people, tokens and settings", async () => {
  const deps = await setUp();
  const link = new URL((await createSetupLink(deps))?.url ?? "").hash.slice("#token=".length);
  const nobody = walker(deps, {});
  const ada = { name: "Ada", email: "ada@example.test", password: PASSWORD };
  await nobody(people.setUpOwner, { body: { ...ada, token: link } });
  const owner = walker(deps, await bearer(deps, null, "owner"));
  const invite = (email: string) =>
    owner<{ url: string; invite: Made }>(people.invitePerson, { body: { email, role: "viewer" } });
  const taken = await invite("bob@example.test");
  const token = new URL(taken.url).hash.slice("#token=".length);
  const bob = await nobody<{ userId: string }>(people.acceptInvite, {
    body: { token, name: "Bob", password: PASSWORD },
  });
  await owner(people.changePerson, { params: bob, body: { role: "operator" } });
  const open = await invite("eve@example.test");
  await owner(people.revokeInvite, { params: { inviteId: open.invite.id } });
  const made = await owner<{ token: Made }>(people.createToken, { body: { name: "ci", role: "viewer" } });
  await owner(people.revokeToken, { params: { tokenId: made.token.id } });
  await owner(overview.changeSettings, { body: { approvalDays: 7 } });
  await owner(overview.rotateSecrets, {});
  await owner(audit.exportAudit, { query: { format: "jsonl" } });
  await owner(audit.verifyAudit, { body: {} });
});

test("databases, throttles and holds", async () => {
  const deps = await setUp();
  const owner = walker(deps, await bearer(deps, await aPerson(deps, "owner"), "owner"));
  const { address, exec } = await targetDatabase("postgresql");
  const { kind: _, ...rest } = address;
  const target = { address: { engine: "postgresql", ...rest } };
  await owner(database.testTarget, { body: target });
  const { id } = await owner<Made>(database.registerDatabase, { body: { name: "shop", target } });
  const params = { databaseId: id };
  await owner(database.getDatabase, { params });
  await owner(database.changeDatabase, { params, body: { name: "shop two" } });
  await owner(database.testDatabase, { params });
  await owner(throttle.changeThrottle, { params, body: { limits: { active_sessions: "off" } } });
  const overridden = await owner<{ overrides: Made[] }>(throttle.overrideSignal, {
    params,
    body: { code: "active_sessions", minutes: 5, reason: "a test" },
  });
  await owner(throttle.endOverride, { params: { ...params, overrideId: overridden.overrides[0]?.id } });
  // What takes no writes on the same server passes for a standby of it.
  const user = uniqueName("standby");
  await exec(`CREATE ROLE ${user} LOGIN PASSWORD 'standby'`);
  await exec(`ALTER ROLE ${user} SET default_transaction_read_only = on`);
  const standby = { address: { ...target.address, user, password: "standby" } };
  const watched = await owner<{ replicas: Made[] }>(throttle.addReplica, {
    params,
    body: { name: "standby", target: standby },
  });
  await owner(throttle.removeReplica, { params: { ...params, replicaId: watched.replicas[0]?.id } });
  const hold = await owner<Made>(throttle.placeHold, { body: { scope: "installation", reason: "a test" } });
  await owner(throttle.liftHold, { params: { holdId: hold.id } });
  await owner(database.removeDatabase, { params });
});

test("migrations", async () => {
  const deps = await setUp();
  const author = walker(deps, await bearer(deps, await aPerson(deps, "owner", "Ada"), "owner"));
  const approver = walker(deps, await bearer(deps, await aPerson(deps, "approver", "Grace"), "approver"));
  const first = await author<Made & { digest: string }>(migration.createMigration, { body: { source: PLAN } });
  const params = { migrationId: first.id };
  const { databaseId } = await aWorld(deps, "postgresql", 10);
  const { digest } = await author<{ digest: string }>(migration.saveRevision, {
    params,
    body: { source: PLAN.replaceAll("x int", "x bigint"), baseDigest: first.digest },
  });
  await author(migration.commentOnMigration, { params, body: { body: "Why bigint?" } });
  await author(migration.submitMigration, { params, body: { databaseId } });
  await approver(migration.reviewMigration, { params, body: { decision: "approve", digest, comment: "" } });
});

test("groups and who stands in for whom", async () => {
  const deps = await setUp();
  const [ada, grace] = [await aPerson(deps, "owner", "Ada"), await aPerson(deps, "approver", "Grace")];
  const owner = walker(deps, await bearer(deps, ada, "owner"));
  const { id: groupId } = await owner<Made>(policy.createGroup, {
    body: { name: "DBAs", memberIds: [grace.actor.id] },
  });
  await owner(policy.changeGroup, { params: { groupId }, body: { name: "DBAs on call", memberIds: [] } });
  await owner(policy.removeGroup, { params: { groupId } });
  const { id: delegationId } = await owner<Made>(approval.delegateApprovals, {
    body: { toId: grace.actor.id, days: 3, reason: "on holiday" },
  });
  await owner(approval.endDelegation, { params: { delegationId } });
});

test("rollouts", async () => {
  const deps = await setUp();
  const world = await aWorld(deps, "sqlite", 10);
  const operator = walker(deps, await bearer(deps, world.operator, "operator"));
  const { databaseId } = world;
  await healthyTarget(deps, databaseId);
  await aWorker(deps);
  const plan = await approvedPlan(
    deps,
    {
      sluice: 1,
      name: "walk",
      title: "Walk",
      engine: "sqlite",
      phases: {
        expand: [{ sql: "ALTER TABLE city ADD COLUMN x int", undo: "ALTER TABLE city DROP COLUMN x" }],
        cutover: [{ gate: { ask: "Is it out?" } }],
      },
    },
    databaseId,
  );
  const atGate = async (rolloutId: string) => {
    await until(world, rolloutId, (it) => it.waiting.some(({ code }) => code === "gate"));
    return { rolloutId };
  };
  const start = () => operator<Made>(rollout.startRollout, { body: { ...plan, databaseId } });
  const params = await atGate((await start()).id);
  await operator(rollout.pauseRollout, { params, body: {} });
  await until(world, params.rolloutId, "paused");
  await operator(rollout.resumeRollout, { params, body: {} });
  await atGate(params.rolloutId);
  await operator(rollout.cancelRollout, { params, body: {} });
  await until(world, params.rolloutId, "cancelled");
  await operator(rollout.rollbackRollout, { params, body: {} });
  await until(world, params.rolloutId, "rolled_back");
  const second = await atGate((await start()).id);
  await operator(rollout.passGate, { params: { ...second, stepId: "cutover.1" }, body: { comment: "yes" } });
  await until(world, second.rolloutId, "succeeded");
});

test("no operation that this file is to call was left out", () => {
  const mine = Object.entries(AUDITED_OPERATIONS).filter(([, it]) => "in" in it && it.in === WALK);
  expect(mine.map(([id]) => id).filter((id) => !walked.has(id))).toEqual([]);
});
