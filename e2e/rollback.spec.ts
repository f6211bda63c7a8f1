import { expect } from "@playwright/test";
import { cityPlan } from "./support/city.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { start } from "./support/rollouts.ts";
import type { Target } from "./support/target.ts";
import { test } from "./support/test.ts";

test.use({ rows: 5_000 });

/** What an application sees of the schema, and what would still act on its writes. */
async function schemaOf(city: Target) {
  return {
    columns: await city.rows(`
      SELECT table_name, column_name, data_type, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position`),
    triggers: await city.rows(`
      SELECT tgrelid::regclass::text AS on_table, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`),
    functions: await city.rows(`
      SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`),
    indexes: await city.rows("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
  };
}

test("a check that fails stops the rollout with evidence, and it is rolled back", async ({ page, city }) => {
  test.setTimeout(300_000);
  const before = await schemaOf(city);
  const failing = "SELECT id FROM city WHERE id <= 3";
  const { id } = await start(
    city,
    cityPlan({ name: city.name.replace("_", "-"), batch: 1_000, pause: "0ms", failing }),
  );
  await page.goto(`/rollouts/${id}`);
  const room = new RolloutPage(page);
  await room.expectState("Failed", 120_000);
  await expect(page.getByRole("alert").filter({ hasText: /a promise that is not kept/i })).toBeVisible();
  const evidence = page.getByRole("heading", { name: "A promise that is not kept" }).locator("..");
  await expect(evidence).toContainText("Failed");
  await expect(evidence).toContainText("Keys of some of the rows");
  expect(await schemaOf(city)).not.toEqual(before);

  await page.getByRole("button", { name: "Roll back…" }).click();
  const dialog = page.getByRole("alertdialog", { name: `Roll back on ${city.name}?` });
  const steps = dialog.getByRole("list").getByRole("listitem");
  await expect(steps.filter({ hasText: "ALTER TABLE city DROP COLUMN latitude, DROP COLUMN longitude" })).toBeVisible();
  // In reverse: the dual writes go before the columns they write to.
  const titles = await steps.allTextContents();
  const at = (text: string) => titles.findIndex((title) => title.includes(text));
  expect(at("Keep text and numbers equal")).toBeLessThan(at("Add numeric coordinates"));
  await dialog.getByLabel("Reason").fill("The check was right");
  await dialog.getByRole("button", { name: "Roll back", exact: true }).click();
  await room.expectState("Rolled back", 120_000);
  expect(await schemaOf(city)).toEqual(before);
  await expect(page.getByText("The check was right").first()).toBeVisible();
});

test("a cancelled backfill ends, keeps what it wrote, and can still be rolled back", async ({ page, city }) => {
  test.setTimeout(300_000);
  const before = await schemaOf(city);
  const { id } = await start(city, cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "500ms" }));
  await page.goto(`/rollouts/${id}`);
  const room = new RolloutPage(page);
  await room.expectRowsAbove(0, 120_000);
  await page.getByRole("button", { name: "Cancel…" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Cancel this rollout?" });
  await expect(dialog).toContainText("cannot be resumed");
  await dialog.getByRole("button", { name: "Cancel the rollout" }).click();
  await room.expectState("Cancelled");
  await expect(room.resume).toBeHidden();
  await expect(room.pause).toBeHidden();
  const written = Number(await city.value("SELECT count(*) FROM city WHERE latitude IS NOT NULL"));
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(5_000);

  await page.getByRole("button", { name: "Roll back…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Roll back", exact: true }).click();
  await room.expectState("Rolled back", 120_000);
  expect(await schemaOf(city)).toEqual(before);
});
