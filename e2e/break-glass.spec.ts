import { expect } from "@playwright/test";
import { createMigration, submitMigration } from "#contracts/migration.ts";
import { cityPlan } from "./support/city.ts";
import { hydrated } from "./support/hydrated.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { register } from "./support/rollouts.ts";
import { somebodyElse } from "./support/somebody-else.ts";
import { localApi, told } from "./support/stack.ts";
import { queryAt } from "./support/target.ts";
import { test } from "./support/test.ts";

test.use({ rows: 10 });

// The other specs approve their own plans. Nothing but a new installation gives that back, so the row is put back here.
test.afterAll(async () => {
  await queryAt(told("CONTROL_URL"), 'UPDATE "Installation" SET "singlePersonMode" = true');
});

test("in an emergency two people let a plan run without approval, loudly, and a third reviews it", async ({
  page,
  city,
  browser,
}) => {
  test.setTimeout(300_000);
  const stamp = city.name.slice(-8);
  const [second, third] = [
    await somebodyElse(page, browser, { name: `Sara Second ${stamp}`, role: "approver" }),
    await somebodyElse(page, browser, { name: `Theo Third ${stamp}`, role: "approver" }),
  ];
  const { id: databaseId } = await register(city);
  const api = localApi();
  const source = cityPlan({ name: city.name.replaceAll("_", "-"), gate: false, pause: "0ms" });
  const { id: migrationId } = await api.call(createMigration, { body: { source } });
  await api.call(submitMigration, { params: { migrationId }, body: { databaseId } });

  await test.step("one asks, with a reason, and may not confirm it", async () => {
    await page.goto(`/migrations/${migrationId}?tab=review&database=${databaseId}`);
    await page.getByRole("button", { name: "Break the glass…" }).click();
    const dialog = page.getByRole("dialog", { name: `Break the glass for ${city.name}` });
    await dialog.getByRole("button", { name: "Ask a second person" }).click();
    await expect(dialog).toContainText("Say what is on fire");
    await dialog.getByLabel("What is on fire").fill("Orders are lost until coordinates are numbers");
    await dialog.getByRole("button", { name: "Ask a second person" }).click();
    await expect(dialog).toBeHidden();
    await page.goto("/approvals");
    await hydrated(page);
    const confirm = page.getByRole("button", { name: "Confirm as the second person" });
    await confirm.press("Enter");
    await expect(page.getByRole("dialog", { name: "Why not now" })).toContainText("two people break the glass");
    await page.keyboard.press("Escape");
  });
  const banner = (whose: typeof page) => whose.getByRole("complementary", { name: "Broken glass" });
  await test.step("everybody sees it on every page, and a second person confirms", async () => {
    await second.goto("/databases");
    await expect(banner(second)).toContainText("Broken glass is asked for");
    await banner(second).getByRole("link", { name: "Look" }).click();
    await second.getByRole("button", { name: "Confirm as the second person" }).click();
    await expect(banner(second)).toContainText("The glass is broken");
    await third.goto("/");
    await expect(banner(third)).toContainText("Orders are lost until coordinates are numbers");
  });
  await test.step("the plan runs, though nobody approved it", async () => {
    await page.goto(`/migrations/${migrationId}?database=${databaseId}`);
    await page.getByRole("button", { name: "Start rollout…" }).click();
    const dialog = page.getByRole("dialog", { name: "Start the rollout" });
    await dialog.getByRole("radio", { name: city.name }).check();
    await dialog.getByRole("button", { name: `Start on ${city.name}` }).click();
    await page.waitForURL(/\/rollouts\/[^/]+$/);
    await new RolloutPage(page).expectState("Succeeded", 120_000);
  });
  await test.step("it is ended, and only who took no part may close it with a review", async () => {
    await second.goto("/approvals");
    await second.getByRole("button", { name: "End now" }).click();
    await expect(banner(second)).toContainText("has no review yet");
    await second.getByLabel("Review").fill("It was right");
    await second.getByRole("button", { name: "Close with this review" }).press("Enter");
    await expect(second.getByRole("dialog", { name: "Why not now" })).toContainText("You took part");
    await third.goto("/approvals");
    await third.getByLabel("Review").fill("The incident was real, and the plan did what it said");
    await third.getByRole("button", { name: "Close with this review" }).click();
    await expect(banner(third)).toBeHidden();
  });
  await Promise.all([second, third].map((somebody) => somebody.context().close()));
});
