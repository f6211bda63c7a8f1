import { expect, test } from "vitest";
import type { DomainError } from "#core/domain/domain-error.ts";
import { createMigration } from "#server/migrations/create-migration.ts";
import { getOverview } from "#server/overview/get-overview.ts";
import { startRollout } from "#server/rollouts/start-rollout.ts";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aWorld } from "#test/rollouts.ts";
import { confirmBreakGlass } from "./confirm-break-glass.ts";
import { endBreakGlass } from "./end-break-glass.ts";
import { listBreakGlass } from "./list-break-glass.ts";
import { requestBreakGlass } from "./request-break-glass.ts";
import { reviewBreakGlass } from "./review-break-glass.ts";

const PLAN = `sluice: 1
name: city
title: Hotfix
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN fixed boolean
      undo: ALTER TABLE city DROP COLUMN fixed
`;
const refusal = async (work: Promise<unknown>): Promise<DomainError> =>
  await work.then(
    () => expect.unreachable("it was not refused"),
    (error: DomainError) => error,
  );

async function anEmergency(embedded = false) {
  let now = new Date();
  const deps = await testContainer({ env: { embedded }, now: () => now });
  const { databaseId } = await aWorld(deps, "postgresql", 3);
  const [otto, grace, alan] = [
    (await aPerson(deps, "operator", "Otto")).actor,
    (await aPerson(deps, "approver", "Grace")).actor,
    (await aPerson(deps, "approver", "Alan")).actor,
  ];
  const { id: migrationId, digest } = await createMigration(deps, { actor: otto, source: PLAN });
  const ask = { migrationId, databaseId, digest, reason: "The shop is down", minutes: 30 };
  const start = () => startRollout(deps, { actor: otto, migrationId, databaseId, digest });
  const pass = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  return { deps, otto, grace, alan, ask, start, pass, migrationId };
}

test("two people break the glass: it starts without approval, marked everywhere, until a third has reviewed it", async () => {
  const { deps, otto, grace, alan, ask, start, pass } = await anEmergency();
  expect((await refusal(start())).code).toBe("blocked");
  const asked = await requestBreakGlass(deps, { actor: otto, ...ask });
  expect(asked.state).toBe("asked");
  expect((await refusal(start())).code).toBe("blocked");
  expect(
    (await refusal(confirmBreakGlass(deps, { actor: { ...otto, role: "approver" }, breakGlassId: asked.id }))).message,
  ).toMatch(/You asked for it/);
  const open = await confirmBreakGlass(deps, { actor: grace, breakGlassId: asked.id });
  expect(open.state).toBe("open");
  expect(await start()).toMatchObject({ state: "pending", isBreakGlass: true });
  const marked = await deps.prisma.auditEntry.findMany({ where: { mark: "break-glass" }, orderBy: { at: "asc" } });
  expect(marked.map(({ action }) => action).toSorted()).toEqual([
    "breakglass.confirm",
    "breakglass.request",
    "rollout.start",
  ]);
  pass(31);
  const { items } = await listBreakGlass(deps, { actor: alan });
  expect(items).toMatchObject([{ state: "review", rolloutId: expect.any(String) }]);
  const text = "The index was missing; the change was right and is kept.";
  const { needs } = await getOverview(deps, { actor: alan });
  expect(needs).toMatchObject([{ kind: "break_glass", title: expect.stringContaining("Hotfix") }]);
  expect((await refusal(reviewBreakGlass(deps, { actor: grace, breakGlassId: asked.id, text }))).message).toMatch(
    /does not review/,
  );
  expect((await reviewBreakGlass(deps, { actor: alan, breakGlassId: asked.id, text })).state).toBe("closed");
  expect((await listBreakGlass(deps, { actor: alan })).items).toEqual([]);
});

test("its time is a limit, it can be ended before, and a request that nobody confirms lapses", async () => {
  const { deps, otto, grace, ask, start, pass } = await anEmergency();
  const { id } = await requestBreakGlass(deps, { actor: otto, ...ask });
  pass(31);
  expect((await refusal(confirmBreakGlass(deps, { actor: grace, breakGlassId: id }))).code).toBe("invalid-transition");
  const second = await requestBreakGlass(deps, { actor: otto, ...ask });
  await confirmBreakGlass(deps, { actor: grace, breakGlassId: second.id });
  pass(31);
  expect((await refusal(start())).code).toBe("blocked");
  const third = await requestBreakGlass(deps, { actor: otto, ...ask });
  await confirmBreakGlass(deps, { actor: grace, breakGlassId: third.id });
  await endBreakGlass(deps, { actor: otto, breakGlassId: third.id });
  expect((await refusal(start())).code).toBe("blocked");
});

test("in single-person mode there is no second person, and it is said so", async () => {
  const { deps, otto, ask } = await anEmergency(true);
  expect((await refusal(requestBreakGlass(deps, { actor: otto, ...ask }))).message).toMatch(
    /single-person mode there is one/,
  );
});
