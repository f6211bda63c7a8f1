import { expect } from "@playwright/test";
import { createMigration } from "#contracts/migration.ts";
import { cityPlan } from "./support/city.ts";
import { register } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 500 });

test("a plan is run on a shadow before anybody approves it, and the database stays as it is", async ({
  page,
  city,
}) => {
  test.setTimeout(180_000);
  const { id: databaseId } = await register(city);
  const source = cityPlan({ name: city.name.replaceAll("_", "-") });
  const { id } = await localApi().call(createMigration, { body: { source } });
  await page.goto(`/migrations/${id}?tab=review&database=${databaseId}`);
  const card = page.getByRole("region", { name: "Shadow run" });
  await card.getByRole("button", { name: "Run on a shadow" }).click();
  const verdict = card.getByRole("list", { name: "Verdict" });
  await expect(verdict).toContainText("Ran to its end", { timeout: 90_000 });
  await expect(verdict).toContainText(/undos? restores? the schema/);
  const steps = card.getByRole("region", { name: "Steps" });
  await expect(steps.getByRole("listitem").filter({ hasText: "Add numeric coordinates" }).first()).toContainText(
    /city\s*ACCESS EXCLUSIVE\s*blocks reads and writes/,
  );
  await expect(steps).toContainText("no way back");
  expect(await city.value("SELECT count(*) FROM information_schema.columns WHERE column_name = 'latitude'")).toBe("0");

  await test.step("where the result is there already, it says so and warns of nothing", async () => {
    await city.rows("ALTER TABLE city ADD COLUMN latitude numeric(8,5), ADD COLUMN longitude numeric(8,5)");
    await card.getByRole("button", { name: "Run again" }).click();
    await expect(verdict).toContainText("The result of expand.1 is there already", { timeout: 90_000 });
    await expect(card).toContainText("city has a column latitude already");
    await expect(card).not.toContainText("please report the rule");
    await expect(steps).toContainText("not reached");
  });
});
