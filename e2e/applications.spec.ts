import { expect } from "@playwright/test";
import { reportHeartbeat } from "#contracts/application.ts";
import { inspect } from "./support/accessibility.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { start } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 100 });

const planWith = (name: string, gate: string): string => `sluice: 1
name: ${name}
title: Drop the text columns (${name})
engine: postgresql
phases:
  cutover:
    - gate:
${gate}
  contract:
    - sql: ALTER TABLE city DROP COLUMN lat
      undo: none
`;

/** Counts for longer than a test lasts: none falls silent by itself. */
const beat = (name: string, instance: string, version: string, more: object = {}) =>
  localApi().call(reportHeartbeat, { params: { name }, body: { instance, version, every: "10m", ...more } });

test("a gate names the instance that holds it back, and opens by itself when it has gone", async ({ page, city }) => {
  test.setTimeout(300_000);
  const name = city.name.replace("_", "-");
  const application = `shop-${name}`;
  await beat(application, "web-1", "2.3.0", { reads: ["city.id", "city.latitude"] });
  // Before the gate is looked at, which would open by itself 5 s after the first heartbeat.
  await beat(application, "web-2", "2.2.9", { reads: ["city.lat"] });
  const demand = `        applications:\n          ${application}: { version: ">= 2.3.0", unread: [city.lat], for: 5s }`;
  const { id } = await start(city, planWith(name, demand));
  const room = new RolloutPage(page);

  await test.step("an old instance is named, with its version and how to go on", async () => {
    await page.goto(`/rollouts/${id}`);
    const named = `Waiting for applications: ${application}: instance web-2 (2.2.9`;
    await expect(room.headline).toContainText(named, { timeout: 60_000 });
    const demands = page.getByRole("list", { name: "What it demands" });
    await expect(demands.getByRole("listitem").filter({ hasText: "is >= 2.3.0" }).first()).toContainText(
      "does not hold yet",
    );
    await expect(demands).toContainText(/instance web-2 .* says that it reads city\.lat/);
    await expect(demands).toContainText("Deploy that version there, or stop the instance.");
    // Nobody is asked, so nobody can say yes.
    await expect(page.getByRole("button", { name: /^Yes/ })).toHaveCount(0);
    expect(await inspect(page, `/rollouts/${id}`)).toEqual([]);
  });

  await test.step("the page of applications shows who reads it still", async () => {
    await page.goto("/applications");
    const versions = page.getByRole("table", { name: `Versions of ${application}` });
    await expect(versions.getByRole("row").filter({ hasText: "2.2.9" })).toContainText("city.lat");
    await expect(page.getByRole("list", { name: `Instances of ${application}` })).toContainText("web-2");
    expect(await inspect(page, "/applications")).toEqual([]);
  });

  await test.step("when the last old instance has gone it opens by itself, without a reload", async () => {
    await page.goto(`/rollouts/${id}`);
    await beat(application, "web-2", "2.2.9", { leaving: true });
    await beat(application, "web-1", "2.3.0", { reads: ["city.id", "city.latitude"] });
    await room.expectState("Succeeded", 90_000);
    await page.getByRole("button", { name: new RegExp(`Wait for ${application}`) }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByRole("list", { name: "What it demands" }).getByText("holds", { exact: true })).toHaveCount(
      2,
    );
  });
});

test("a yes is not enough; demands are put aside with a reason, by keyboard", async ({ page, city }) => {
  test.setTimeout(240_000);
  const name = city.name.replace("_", "-");
  const demand = `        ask: Is it out?\n        applications:\n          never-${name}: { version: ">= 1" }`;
  const { id } = await start(city, planWith(name, demand));
  const room = new RolloutPage(page);
  await page.goto(`/rollouts/${id}`);
  await expect(page.getByText("A gate waits for applications and for you")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(page.getByText(/said yes\./)).toBeVisible();
  await room.expectState("Running");
  await expect(room.headline).toContainText("has never reported for this database");

  await page.getByRole("button", { name: "Put the demands aside…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("has never reported for this database");
  await expect(dialog.getByRole("button", { name: "Put aside" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("It was switched off last year");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await room.expectState("Succeeded");
  await page.goto("/activity");
  await expect(page.getByText("It was switched off last year").first()).toBeVisible();
});
