import { expect } from "@playwright/test";
import { inspect, settled, violations } from "./support/accessibility.ts";
import { cityPlan } from "./support/city.ts";
import { hydrated } from "./support/hydrated.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { approve, register, start } from "./support/rollouts.ts";
import { told } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 60_000 });

test("pages before signing in have no violations", async ({ browser }) => {
  test.setTimeout(240_000);
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const found: string[] = [];
  for (const path of ["/sign-in", "/setup#token=x", "/invite#token=x"]) found.push(...(await inspect(page, path)));
  expect(found).toEqual([]);
});

const PAGES = [
  "/",
  "/databases",
  "/applications",
  "/databases/new",
  "/migrations",
  "/migrations/new",
  "/migrations/new?from=operations",
  "/rollouts",
  "/approvals",
  "/activity",
  "/settings",
  "/settings?tab=people",
  "/settings?tab=invites",
  "/settings?tab=tokens",
  "/settings?tab=policies",
  "/no-such-page",
];
for (const path of PAGES) {
  test(`${path} has no violations`, async ({ page }) => {
    test.setTimeout(240_000);
    expect(await inspect(page, path)).toEqual([]);
  });
}

test("a rollout, its migration and its database have no violations", async ({ page, city }) => {
  test.setTimeout(480_000);
  const rollout = await start(city, cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "500ms" }));
  const paths = [
    `/rollouts/${rollout.id}`,
    `/rollouts/${rollout.id}/report`,
    `/migrations/${rollout.migrationId}`,
    `/migrations/${rollout.migrationId}?tab=review`,
    `/migrations/${rollout.migrationId}?tab=revisions`,
    `/migrations/${rollout.migrationId}?tab=rollouts`,
    `/databases/${rollout.databaseId}`,
    `/databases/${rollout.databaseId}?tab=activity`,
    `/databases/${rollout.databaseId}?tab=throttle`,
    `/databases/${rollout.databaseId}?tab=connection`,
  ];
  await page.goto(paths[0] ?? "/");
  await new RolloutPage(page).expectRowsAbove(0, 120_000);
  const found: string[] = [];
  for (const path of paths) found.push(...(await inspect(page, path)));
  expect(found).toEqual([]);
});

test("the editor of a plan has no violations", async ({ page, city }) => {
  const { id: databaseId } = await register(city);
  const { id } = await approve(cityPlan({ name: city.name.replace("_", "-") }), databaseId);
  expect(await inspect(page, `/migrations/${id}/edit`)).toEqual([]);
});

test("the keyboard suffices: skip link, palette, places, pause and resume", async ({ page, city }) => {
  test.setTimeout(240_000);
  // Looked at in the middle of fading in, a text has too little contrast.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/");
  await settled(page);
  await hydrated(page);
  await test.step("the first Tab skips the navigation", async () => {
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to content" });
    await expect(skip).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("main")).toBeFocused();
  });
  await test.step("Ctrl K finds a page", async () => {
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog");
    await expect(palette.getByRole("combobox")).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type("activity");
    await expect(palette.getByRole("option", { name: /^Activity/ })).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${told("URL")}/activity`);
    await expect(palette).toBeHidden();
  });
  await test.step("g and a letter go to a place", async () => {
    // A chord is of two quick keys: a machine that stumbles between them has hit two single ones.
    await expect(async () => {
      await page.keyboard.press("g");
      await page.keyboard.press("d");
      await expect(page).toHaveURL(`${told("URL")}/databases`, { timeout: 10_000 });
    }).toPass({ timeout: 60_000 });
  });
  await test.step("p pauses and r resumes", async () => {
    const { id } = await start(city, cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "500ms" }));
    await page.goto(`/rollouts/${id}`);
    const room = new RolloutPage(page);
    await room.expectRowsAbove(0, 120_000);
    await hydrated(page);
    await page.keyboard.press("p");
    await room.expectState("Paused");
    // A key is heard a moment after the page has shown the state that it is for.
    await expect(async () => {
      await page.keyboard.press("r");
      await room.expectState("Running", 5_000);
    }).toPass({ timeout: 60_000 });
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toContainText(/Pause/);
    await page.keyboard.press("Escape");
  });
});
