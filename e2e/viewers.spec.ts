import { expect } from "@playwright/test";
import { cityPlan } from "./support/city.ts";
import { openLine } from "./support/line.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { rolloutNow, start } from "./support/rollouts.ts";
import { OWNER_STATE } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 60_000 });

test("two people see the same at the same time, and who was cut off catches up", async ({ page, city, browser }) => {
  test.setTimeout(300_000);
  const { id } = await start(city, cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "300ms" }));
  const line = await openLine();
  const context = await browser.newContext({ storageState: OWNER_STATE, baseURL: line.url });
  const [first, second] = [new RolloutPage(page), new RolloutPage(await context.newPage())];
  await first.page.goto(`/rollouts/${id}`);
  await second.page.goto(`/rollouts/${id}`);
  await Promise.all([first.expectRowsAbove(0, 120_000), second.expectRowsAbove(0, 120_000)]);

  await test.step("a pause by one is seen by the other", async () => {
    await first.pause.click();
    await second.expectState("Paused");
    await expect(second.resume).toBeVisible();
    await first.expectState("Paused");
    await expect.poll(async () => (await first.rowsChanged()) - (await second.rowsChanged())).toBe(0);
  });

  await test.step("who was cut off is told so, and catches up without loading the page again", async () => {
    await second.page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));
    await line.cut();
    await first.resume.click();
    await first.expectState("Running");
    await expect(second.page.getByText(/You see what was true \d+ s ago/)).toBeVisible({ timeout: 60_000 });
    await first.expectRowsAbove(await first.rowsChanged());
    await first.pause.click();
    await first.expectState("Paused");
    expect(await second.rowsChanged()).toBeLessThan(await first.rowsChanged());
    await line.mend();
    await expect(second.page.getByText(/You see what was true/)).toBeHidden({ timeout: 60_000 });
    const { rowsChanged } = (await rolloutNow(id)).backfills[0] ?? { rowsChanged: -1 };
    await expect.poll(() => second.rowsChanged()).toBe(rowsChanged);
    await second.expectState("Paused");
    await expect(second.page.locator("html[data-not-reloaded]")).toBeAttached();
  });
  await context.close();
  await line.cut();
});
