import { expect, test } from "vitest";
import { testContainer } from "#test/container.ts";
import { aPerson } from "#test/people.ts";
import { aWorld } from "#test/rollouts.ts";
import { createMigration } from "./create-migration.ts";
import { getPlan } from "./get-plan.ts";
import { saveRevision } from "./save-revision.ts";
import { submitMigration } from "./submit-migration.ts";

const plan = (ignore: string) => `sluice: 1
name: city
title: A column that must be there
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE city ADD COLUMN code integer NOT NULL
      undo: ALTER TABLE city DROP COLUMN code
${ignore}`;
const ACCEPTED = `      ignore:
        - rule: required-column-no-default
          reason: the table is empty until the release of May
`;

test("an error that its author accepts with a reason does not keep the plan from review, stays visible, and is in the audit", async () => {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner", "Ada");
  const { databaseId } = await aWorld(deps, "postgresql", 10);
  const { id, digest } = await createMigration(deps, { actor, source: plan("") });
  const submission = { actor, migrationId: id, databaseId };
  await expect(submitMigration(deps, submission)).rejects.toMatchObject({ code: "invalid-plan" });

  const saved = await saveRevision(deps, { actor, migrationId: id, source: plan(ACCEPTED), baseDigest: digest });
  expect(saved.digest).not.toBe(digest);
  const { findings } = await getPlan(deps, { actor, migrationId: id });
  expect(findings.filter(({ severity }) => severity === "error")).toMatchObject([
    { rule: "required-column-no-default", suppressed: "the table is empty until the release of May" },
  ]);
  expect((await submitMigration(deps, submission)).state).toBe("in_review");

  const audit = await deps.prisma.auditEntry.findMany({ where: { objectId: id, action: "migration.edit" } });
  expect(audit).toHaveLength(1);
  expect(JSON.stringify(audit[0]?.after)).toContain(
    "required-column-no-default on expand.1: the table is empty until the release of May",
  );
});

test("what was accepted before is not told again by a later edit", async () => {
  const deps = await testContainer();
  const { actor } = await aPerson(deps, "owner", "Ada");
  const { id, digest } = await createMigration(deps, { actor, source: plan(ACCEPTED) });
  const source = plan(ACCEPTED).replace("A column that must be there", "A column");
  await saveRevision(deps, { actor, migrationId: id, source, baseDigest: digest });
  const audit = await deps.prisma.auditEntry.findMany({ where: { objectId: id }, orderBy: { at: "asc" } });
  expect(audit.map(({ action, after }) => [action, JSON.stringify(after).includes("accepted")])).toEqual([
    ["migration.create", true],
    ["migration.edit", false],
  ]);
});
