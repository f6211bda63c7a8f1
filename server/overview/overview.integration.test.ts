import { expect, test } from "vitest";
import type { Need } from "#contracts/overview.ts";
import * as contract from "#contracts/overview.ts";
import type { MigrationState } from "#core/domain/migration-state.ts";
import type { Role } from "#core/domain/role.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { aPerson, bearer, type TestPerson } from "#test/people.ts";

async function aPlan(
  deps: Container,
  author: TestPerson,
  title: string,
  state: MigrationState,
): Promise<{ id: string; digest: string }> {
  const [id, digest] = [newId(), newId().replaceAll("-", "").repeat(2)];
  const by = { authorId: author.actor.id, authorName: author.actor.name };
  const revision = { id: newId(), number: 1, source: "x", document: {}, digest, ...by };
  await deps.prisma.migration.create({
    data: {
      id,
      name: id,
      title,
      engine: "postgresql",
      state,
      revision: 1,
      digest,
      ...by,
      revisions: { create: revision },
    },
  });
  return { id, digest };
}

async function approve(
  deps: Container,
  { id, digest }: { id: string; digest: string },
  expiresAt: Date,
): Promise<void> {
  const decision = { decision: "approved", comment: "", byId: newId(), byName: "B", singlePerson: false };
  await deps.prisma.reviewDecision.create({
    data: { id: newId(), migrationId: id, revision: 1, digest, expiresAt, ...decision },
  });
}

test("the overview names what waits for the one who asks, and databases in trouble", async () => {
  const deps = await testContainer({ env: { embedded: false } });
  serveWith(deps);
  const author = await aPerson(deps, "approver", "Ada");
  const other = await aPerson(deps, "approver", "Bob");
  const needsOf = async (person: TestPerson, role: Role) => {
    const answer = await callRoute(contract.getOverview, { headers: await bearer(deps, person, role) });
    expect(answer.status, answer.text).toBe(200);
    return (answer.json() as { needs: Need[] }).needs.map(({ title }) => title);
  };
  expect(await needsOf(author, "approver")).toEqual(["Register a database"]);

  const databaseId = newId();
  await deps.prisma.database.create({
    data: {
      id: databaseId,
      name: "shop",
      engine: "sqlite",
      file: "/x.db",
      environment: "staging",
      unreachableSince: new Date(),
      unreachableReason: "gone",
    },
  });
  const { id: migrationId } = await aPlan(deps, author, "Coordinates", "in_review");
  await deps.prisma.reviewTarget.create({
    data: { migrationId, databaseId, risk: "low", fingerprint: "f", readAt: new Date() },
  });
  await approve(deps, await aPlan(deps, author, "Names", "approved"), new Date(Date.now() + 60_000));
  await approve(deps, await aPlan(deps, author, "Too late", "approved"), new Date(Date.now() - 60_000));
  expect(await needsOf(author, "approver")).toEqual(["Start Names"]);
  expect(await needsOf(other, "approver")).toEqual(["Review Coordinates", "Start Names"]);
  expect(await needsOf(other, "viewer")).toEqual([]);

  const answer = await callRoute(contract.getOverview, { headers: await bearer(deps, other, "viewer") });
  expect(answer.json()).toMatchObject({
    troubled: [{ name: "shop", unreachable: { reason: "gone" } }],
    counts: { databases: 1, migrations: 3, rollouts: 0 },
    running: [],
    workers: [],
  });
});
