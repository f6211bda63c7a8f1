import { expect } from "@playwright/test";
import { createMigration, getMigration, reviewMigration, submitMigration } from "#contracts/migration.ts";
import { startRollout } from "#contracts/rollout.ts";
import { register, rolloutNow } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 500 });

const PLAN = (name: string) => `sluice: 1
name: ${name}
title: Names that say something (${name})
engine: postgresql
phases:
  expand:
    # as it came from the ticket
    - sql: ALTER TABLE city ADD CONSTRAINT city_named CHECK (name <> '')
      undo: ALTER TABLE city DROP CONSTRAINT city_named
`;

test("the safer form of a step is shown, saved as a revision, and reaches what the author wanted", async ({
  page,
  city,
}) => {
  test.setTimeout(240_000);
  const { id: databaseId } = await register(city);
  const api = localApi();
  const { id: migrationId } = await api.call(createMigration, {
    body: { source: PLAN(city.name.replaceAll("_", "-")) },
  });
  await page.goto(`/migrations/${migrationId}?database=${databaseId}`);
  await page.getByRole("button", { name: "Apply the safer form" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(".cm-changedLine").first()).toBeVisible();
  await expect(dialog).toContainText("NOT VALID");
  await dialog.getByRole("button", { name: "Save as revision 2" }).click();
  await expect(page.getByText("revision 2")).toBeVisible();
  await expect(page.getByRole("region", { name: /Verify/ })).toContainText("VALIDATE CONSTRAINT");
  await expect(page.getByRole("button", { name: "Apply the safer form" })).toBeHidden();

  const params = { migrationId };
  const { source, digest } = await api.call(getMigration, { params });
  expect(source).toContain("# as it came from the ticket");
  await api.call(submitMigration, { params, body: { databaseId } });
  await api.call(reviewMigration, { params, body: { decision: "approve", digest } });
  const { id: rolloutId } = await api.call(startRollout, { body: { migrationId, databaseId, digest } });
  await expect.poll(async () => (await rolloutNow(rolloutId)).state, { timeout: 90_000 }).toBe("succeeded");
  expect(await city.value("SELECT convalidated FROM pg_constraint WHERE conname = 'city_named'")).toBe("true");
});
