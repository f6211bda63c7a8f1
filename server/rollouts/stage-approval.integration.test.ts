import { expect, test, vi } from "vitest";
import type { DomainError } from "#core/domain/domain-error.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { delegateApprovals } from "#server/approvals/delegate-approvals.ts";
import { listApprovals } from "#server/migrations/list-approvals.ts";
import { changePolicy } from "#server/policies/change-policy.ts";
import { saveGroup } from "#server/policies/save-group.ts";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aRollout, aWorker, aWorld, see, until } from "#test/rollouts.ts";
import { approveStage } from "./approve-stage.ts";
import { getRollout } from "./get-rollout.ts";
import { pauseRollout } from "./pause-rollout.ts";
import { resumeRollout } from "./resume-rollout.ts";

const one = { count: 1, least: "approver" as const, groups: [] };
const PLAN: PlanDocument = {
  sluice: 1,
  name: "city-staged",
  title: "Staged",
  engine: "postgresql",
  phases: {
    expand: [{ sql: "ALTER TABLE city ADD COLUMN a integer", undo: "ALTER TABLE city DROP COLUMN a" }],
    cutover: [
      { sql: "ALTER TABLE city ALTER COLUMN a SET DEFAULT 1", undo: "ALTER TABLE city ALTER COLUMN a DROP DEFAULT" },
    ],
    contract: [{ sql: "ALTER TABLE city DROP COLUMN lat", undo: "none" }],
  },
};
const refusal = async (work: Promise<unknown>): Promise<DomainError> =>
  await work.then(
    () => expect.unreachable("it was not refused"),
    (error: DomainError) => error,
  );

test("a worker waits before cut-over and contract until they are approved, each as the database is then", async () => {
  const deps = await testContainer({ redisDatabase: 3 });
  const world = await aWorld(deps, "postgresql", 3);
  const owner = (await aPerson(deps, "owner", "Olivia")).actor;
  const rule = { environment: null, fromRisk: "low" as const, start: one, cutover: one, contract: one, days: null };
  await changePolicy(deps, { actor: owner, baseVersion: 0, reason: "Apart", rules: [rule] });
  const { id: rolloutId, digest } = await aRollout(world, PLAN);
  const approve = (stage: "cutover" | "contract", actor = owner) =>
    approveStage(deps, { actor, rolloutId, stage, digest, comment: "Looked" });
  expect((await refusal(approve("cutover"))).code).toBe("invalid-transition");
  await aWorker(deps);

  const waiting = await until(world, rolloutId, (it) => it.waiting.some(({ code }) => code === "approval"));
  expect(waiting.headline).toMatch(/Waiting: Cut over on .* needs 1 approval; it has none\. Ask .*Olivia/);
  expect(waiting.steps.map(({ state }) => state)).toEqual(["succeeded", "pending", "pending"]);
  expect(waiting.stages).toMatchObject([
    { stage: "cutover", isAsked: true, required: 1 },
    { stage: "contract", isAsked: false },
  ]);
  expect((await refusal(approve("contract"))).code).toBe("invalid-transition");
  expect((await refusal(approve("cutover", world.operator.actor))).code).toBe("forbidden");
  expect((await listApprovals(deps, { actor: owner })).stages).toMatchObject([
    { rolloutId, stage: "cutover", isMine: true },
  ]);

  await approve("cutover");
  await until(world, rolloutId, (it) => it.stages.some(({ stage, isAsked }) => stage === "contract" && isAsked));
  await approve("contract");
  const done = await until(world, rolloutId, "succeeded");
  expect(done.approvedBy.map(({ name }) => name)).toEqual(["Rita Reviewer", "Olivia", "Olivia"]);
  const decisions = await deps.prisma.reviewDecision.findMany({ where: { rolloutId }, orderBy: { at: "asc" } });
  expect(decisions.map(({ stage, evidenceSha256 }) => [stage, evidenceSha256?.length])).toEqual([
    ["cutover", 64],
    ["contract", 64],
  ]);
});

test("who stands in for somebody whom the policy names is offered their place at a stage, and takes it", async () => {
  const deps = await testContainer({ redisDatabase: 2 });
  const world = await aWorld(deps, "postgresql", 3);
  const owner = (await aPerson(deps, "owner", "Olivia")).actor;
  const [grace, alan] = [
    (await aPerson(deps, "approver", "Grace")).actor,
    (await aPerson(deps, "approver", "Alan")).actor,
  ];
  const group = await saveGroup(deps, { actor: owner, groupId: null, name: "dba", memberIds: [alan.userId ?? ""] });
  const contract = { count: 1, least: "approver" as const, groups: [group.id] };
  const rule = { environment: null, fromRisk: "low" as const, start: one, cutover: null, contract, days: null };
  await changePolicy(deps, { actor: owner, baseVersion: 0, reason: "Apart", rules: [rule] });
  const { id: rolloutId, digest } = await aRollout(world, PLAN);
  // Alone, anybody may decide.
  await deps.prisma.installation.updateMany({ data: { singlePersonMode: false } });
  await aWorker(deps);
  await until(world, rolloutId, (it) => it.stages.some(({ isAsked }) => isAsked));
  const stageFor = async () => (await getRollout(deps, { actor: grace, rolloutId })).stages[0];
  expect(await stageFor()).toMatchObject({ against: [{ code: "not-eligible" }], standsInFor: [] });
  await delegateApprovals(deps, { actor: alan, toId: grace.userId ?? "", days: 2, reason: "Holiday" });
  expect(await stageFor()).toMatchObject({ standsInFor: [{ id: alan.userId, name: "Alan", blockers: [] }] });
  const forId = alan.userId ?? "";
  await approveStage(deps, { actor: grace, rolloutId, stage: "contract", digest, comment: "", forId });
  const done = await until(world, rolloutId, "succeeded");
  expect(done.approvedBy.at(-1)).toMatchObject({ name: "Grace" });
});

test("an approval of a stage does not hold for a schema that changed before the stage began", async () => {
  const deps = await testContainer({ redisDatabase: 4 });
  const world = await aWorld(deps, "postgresql", 3);
  const owner = (await aPerson(deps, "owner", "Olivia")).actor;
  const rule = { environment: null, fromRisk: "low" as const, start: one, cutover: null, contract: one, days: null };
  await changePolicy(deps, { actor: owner, baseVersion: 0, reason: "Apart", rules: [rule] });
  const { id: rolloutId, digest } = await aRollout(world, PLAN);
  await aWorker(deps);
  await until(world, rolloutId, (it) => it.stages.some(({ isAsked }) => isAsked));
  const command = { actor: world.operator.actor, rolloutId, reason: "" };
  await pauseRollout(deps, command);
  await until(world, rolloutId, "paused");
  await approveStage(deps, { actor: owner, rolloutId, stage: "contract", digest, comment: "" });
  await world.target.exec("ALTER TABLE city ADD COLUMN sneaky text");
  await resumeRollout(deps, command);
  await vi.waitFor(
    async () => {
      const { waiting } = await see(world, rolloutId);
      expect(waiting[0]?.message).toMatch(/The schema of .* changed since Olivia approved/);
    },
    { timeout: 50_000 },
  );
  await expect(world.target.exec("SELECT lat FROM city")).resolves.toHaveLength(3);
});
