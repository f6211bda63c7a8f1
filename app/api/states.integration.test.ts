import { afterAll, beforeAll, expect, test } from "vitest";
import { OPERATIONS } from "#contracts/operations.ts";
import { MIGRATION_STATES, type MigrationState } from "#core/domain/migration-state.ts";
import { may } from "#core/domain/policy.ts";
import { ROLES, type Role } from "#core/domain/role.ts";
import { RUN_STATES, type RunState } from "#core/domain/run-state.ts";
import { createMigration } from "#server/migrations/create-migration.ts";
import { submitMigration } from "#server/migrations/submit-migration.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, type TestContainer, testContainer } from "#test/container.ts";
import { aPerson, bearer } from "#test/people.ts";
import { aRollout, aWorld, coordinatesPlan, type World } from "#test/rollouts.ts";

const PLAN = `sluice: 1
name: states
title: In every state
engine: sqlite
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN latitude REAL
      undo: ALTER TABLE city DROP COLUMN latitude
`;

/** In which states something may come of it; written down here, and not taken from the code that is judged. */
const MIGRATIONS: Record<string, readonly MigrationState[]> = {
  saveRevision: ["draft", "in_review", "approved", "rejected"],
  // An approval that nobody gave has lapsed: it may be asked for, given, or refused.
  submitMigration: ["draft", "approved"],
  reviewMigration: ["in_review", "approved"],
  requestChanges: ["in_review", "approved"],
  commentOnMigration: ["draft", "in_review", "approved", "rejected"],
  startDryRun: ["draft", "in_review", "approved", "rejected"],
  startDataChecks: ["draft", "in_review", "approved", "rejected"],
  startForecast: ["draft", "in_review", "approved", "rejected"],
  startShadowRun: ["draft", "in_review", "approved", "rejected"],
  resolveRequest: [],
};
/** Together with the states in which it is there already, so that asking again changes nothing. */
const ROLLOUTS: Record<string, readonly RunState[]> = {
  pauseRollout: ["pending", "running", "pausing", "paused"],
  resumeRollout: ["pausing", "paused", "failed", "running"],
  cancelRollout: ["pending", "running", "pausing", "paused", "failed", "cancelling", "cancelled"],
  // Nothing was carried out: there is nothing to undo.
  rollbackRollout: ["rolling_back", "rolled_back"],
  passGate: [],
  overrideGate: [],
  approveStage: [],
  tuneBackfill: [],
  endLockBlocker: [],
  retrySetAside: [],
  waiveSetAside: [],
};

let deps: TestContainer;
let world: World;
let plan: { id: string; digest: string };
let rolloutId: string;
let headers: Record<Role, Record<string, string>>;
beforeAll(async () => {
  deps = await testContainer({ env: { embedded: true }, redisDatabase: 2 });
  world = await aWorld(deps, "sqlite", 3);
  rolloutId = (await aRollout(world, coordinatesPlan("sqlite"))).id;
  await deps.prisma.installation.updateMany({ data: { singlePersonMode: false } });
  serveWith(deps);
  const author = await aPerson(deps, "operator", "Ada Author");
  plan = await createMigration(deps, { actor: author.actor, source: PLAN });
  await submitMigration(deps, { actor: author.actor, migrationId: plan.id, databaseId: world.databaseId });
  const each = ROLES.map(async (role) => [role, await bearer(deps, await aPerson(deps, role), role)] as const);
  headers = Object.fromEntries(await Promise.all(each)) as typeof headers;
});
afterAll(() => deps.close());

const BODIES: Record<string, () => object> = {
  saveRevision: () => ({ source: `# ${newId()}\n${PLAN}`, baseDigest: plan.digest }),
  submitMigration: () => ({ databaseId: world.databaseId }),
  reviewMigration: () => ({ decision: "reject", digest: plan.digest }),
  requestChanges: () => ({ step: "expand.1", body: "Another type", digest: plan.digest }),
  resolveRequest: () => ({}),
  commentOnMigration: () => ({ body: "Hm" }),
  startDryRun: () => ({ stepId: "backfill.1", databaseId: world.databaseId }),
  startDataChecks: () => ({ databaseId: world.databaseId }),
  startForecast: () => ({ databaseId: world.databaseId }),
  startShadowRun: () => ({ databaseId: world.databaseId }),
  overrideGate: () => ({ reason: "It is retired" }),
  approveStage: () => ({ digest: plan.digest }),
  tuneBackfill: () => ({ speed: 10 }),
};
const OTHERS = { requestId: newId(), backfillId: newId(), stepId: "cutover.1", stage: "contract" };
const isMutation = ({ method }: (typeof OPERATIONS)[number]) => method !== "GET";
const about = (name: string) => OPERATIONS.filter((it) => isMutation(it) && it.path.includes(`/:${name}/`));

async function expectTold(
  operation: (typeof OPERATIONS)[number],
  role: Role,
  mayPass: boolean,
  where: string,
): Promise<void> {
  const params = { migrationId: plan.id, rolloutId, ...OTHERS };
  const body = BODIES[operation.id]?.() ?? {};
  const answer = await callRoute(operation, { params, body, headers: headers[role] } as object);
  const said = `${operation.id} as ${role} ${where}: ${answer.status} ${answer.text.slice(0, 300)}`;
  if (operation.access !== "public" && !may(role, operation.access)) {
    expect(answer.status, said).toBe(403);
    return;
  }
  expect([200, 400, 403, 404, 409, 422], said).toContain(answer.status);
  expect(answer.status === 200 && !mayPass, said).toBe(false);
}

test("every change of a migration and of a rollout is in one of the tables", () => {
  expect(
    about("migrationId")
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(Object.keys(MIGRATIONS).toSorted());
  expect(
    about("rolloutId")
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(Object.keys(ROLLOUTS).toSorted());
});

test.each(MIGRATION_STATES)(
  "a migration that is %s does for each role what the tables say, and no more",
  async (state) => {
    for (const operation of about("migrationId")) {
      for (const role of ROLES) {
        const former = await deps.prisma.revision.findFirstOrThrow({ where: { migrationId: plan.id, number: 1 } });
        await deps.prisma.changeRequest.deleteMany();
        const { digest } = former;
        await deps.prisma.migration.update({ where: { id: plan.id }, data: { state, digest } });
        await expectTold(operation, role, MIGRATIONS[operation.id]?.includes(state) ?? false, `while ${state}`);
      }
    }
    const approvals = await deps.prisma.reviewDecision.count({ where: { migrationId: plan.id, decision: "approved" } });
    expect(approvals).toBe(0);
  },
  240_000,
);

test.each(RUN_STATES)(
  "a rollout that is %s does for each role what the tables say, and no more",
  async (state) => {
    for (const operation of about("rolloutId")) {
      for (const role of ROLES) {
        await deps.prisma.run.updateMany({ where: { rolloutId }, data: { state } });
        await expectTold(operation, role, ROLLOUTS[operation.id]?.includes(state) ?? false, `while ${state}`);
      }
    }
  },
  240_000,
);

test.each(MIGRATION_STATES)(
  "a start of what nobody approved is refused for each role while it is %s",
  async (state) => {
    await deps.prisma.run.updateMany({ where: { rolloutId }, data: { state: "cancelled" } });
    await deps.prisma.migration.update({ where: { id: plan.id }, data: { state } });
    const start = OPERATIONS.find(({ id }) => id === "startRollout");
    for (const role of ROLES) {
      const body = { migrationId: plan.id, databaseId: world.databaseId, digest: plan.digest };
      const answer = start && (await callRoute(start, { body, headers: headers[role] } as object));
      expect(answer?.status, answer?.text).toBe(role === "viewer" ? 403 : 409);
    }
    await expect(deps.prisma.rollout.count()).resolves.toBe(1);
  },
  120_000,
);
