import { expect } from "@playwright/test";
import { createMigration, submitMigration } from "#contracts/migration.ts";
import { cityPlan } from "./support/city.ts";
import { register } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 10 });

test("a rule by environment and risk is saved with a reason, counts at once, and is taken back", async ({
  page,
  city,
}) => {
  test.setTimeout(180_000);
  const { id: databaseId } = await register(city);
  await page.goto("/settings?tab=policies");
  const card = page.getByRole("region", { name: "Who must approve" });
  await card.getByRole("button", { name: "Add a rule" }).click();
  const rule = card.getByRole("listitem").last();
  await rule.getByRole("combobox", { name: "Where" }).click();
  await page.getByRole("option", { name: "staging" }).click();
  await rule.getByRole("group", { name: "Contract" }).getByLabel("approved separately").check();

  const save = card.getByRole("button", { name: /^Save as version \d+/ });
  await save.click();
  await expect(card).toContainText("Say why");
  await card.getByLabel("Reason of the change").fill("What cannot be undone is read by two");
  await save.click();
  await expect(page.getByText(/Version \d+ counts now/)).toBeVisible();

  await test.step("a plan of high risk there is told which rule it is under", async () => {
    const api = localApi();
    const source = cityPlan({ name: city.name.replaceAll("_", "-") });
    const { id: migrationId } = await api.call(createMigration, { body: { source } });
    await api.call(submitMigration, { params: { migrationId }, body: { databaseId } });
    await page.goto(`/migrations/${migrationId}?tab=review&database=${databaseId}`);
    const standing = page.getByRole("region", { name: "Approval by database" });
    await expect(standing).toContainText("high risk");
    await expect(standing).toContainText("plans of high risk on staging; contract approved separately");
  });
  await test.step("without the rule the basis counts again, and the audit has both versions", async () => {
    await page.goto("/settings?tab=policies");
    await card
      .getByRole("listitem")
      .filter({ hasText: "Remove" })
      .last()
      .getByRole("button", { name: "Remove" })
      .click();
    await card.getByLabel("Reason of the change").fill("The trial is over");
    await save.click();
    await expect(page.getByText(/Version \d+ counts now/)).toBeVisible();
    await expect(card.getByRole("button", { name: "Remove" })).toBeHidden();
    await card.getByText("Versions", { exact: true }).click();
    await expect(card).toContainText("What cannot be undone is read by two");
    await page.goto("/activity");
    await expect(page.getByText("The trial is over").first()).toBeVisible();
  });
});
