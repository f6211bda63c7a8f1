import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { OWNER } from "#scripts/gates/owner.ts";
import { CHANGE_LOG, cityPlan, WRONG_ROWS } from "./support/city.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import type { Target } from "./support/target.ts";
import { test } from "./support/test.ts";

const ROWS = 60_000;
const CHANGED = "SELECT count(*) FROM city WHERE latitude IS NOT NULL";
/** The whole story takes minutes where the machine is shared. */
const LONG = { timeout: 120_000 };

test.use({ rows: ROWS, permissions: ["clipboard-read", "clipboard-write"] });

async function registerByUrl(page: Page, city: Target): Promise<void> {
  await page.goto("/databases");
  await page.getByRole("link", { name: "Register a database" }).first().click();
  await page.getByLabel("Connection URL").fill(city.url);
  await page.getByRole("button", { name: "Test connection" }).click();
  const found = page.getByRole("region", { name: "What was found" });
  await expect(found).toContainText("PostgreSQL 18");
  for (const right of ["Create tables", "Create triggers", "Keep Sluice's own checkpoints"]) {
    await expect(found.getByRole("listitem").filter({ hasText: right })).toContainText("yes");
  }
  await page.getByLabel("Name").fill(city.name);
  await page.getByRole("button", { name: "Register", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: city.name })).toBeVisible();
  await expect(page.getByRole("row", { name: /\bcity\b/ }).first()).toBeVisible();
}

/** By the clipboard, as a person would. */
async function writePlan(page: Page, source: string): Promise<void> {
  const editor = page.getByRole("textbox", { name: "Plan document (YAML)" });
  await editor.click();
  await page.evaluate((text) => navigator.clipboard.writeText(text), source);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("ControlOrMeta+v");
}

async function choose(page: Page, combobox: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: combobox }).click();
  await page.getByRole("option", { name: option }).click();
}

/** So slow that it is not at its end before it is paused, however slow the browser is. */
const planOf = (city: Target, from = "lat"): string =>
  cityPlan({ name: city.name.replace("_", "-"), batch: 200, pause: "200ms", from });

async function createMigration(page: Page, city: Target): Promise<void> {
  await page.goto("/migrations/new");
  await writePlan(page, planOf(city, "latt"));
  await choose(page, "Read against the database", city.name);
  // Where the name stands in the document: the `set` of the backfill.
  const findings = page.getByRole("tabpanel", { name: /Findings/ });
  await expect(findings).toContainText(/Error\s+line 19:27 city has no column latt/);
  await expect(page.getByRole("status").filter({ hasText: "error" })).toBeVisible();

  await writePlan(page, planOf(city));
  await expect(page.getByRole("status").filter({ hasText: "valid" })).toBeVisible();
  await page.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Coordinates as numbers/ })).toBeVisible();
}

async function readPlan(page: Page, city: Target): Promise<void> {
  await choose(page, "Read against the database", city.name);
  const expand = page.getByRole("region", { name: /Expand/ });
  await expect(expand).toContainText("ALTER TABLE city ADD COLUMN latitude");
  await expect(expand).toContainText(/AccessExclusiveLock|ACCESS EXCLUSIVE/);
  await expect(expand).toContainText("blocks reads and writes");
  await expect(expand).toContainText("ALTER TABLE city DROP COLUMN latitude, DROP COLUMN longitude");
  await expect(page.getByRole("region", { name: /Backfill/ })).toContainText("about 60k rows");
  await expect(page.getByRole("region", { name: /Contract/ })).toContainText("Point of no return");
}

async function review(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Review" }).click();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByText("You wrote this plan yourself")).toBeVisible();
  await page.getByLabel("Comment").fill("Looked at locks and undo");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(page.getByText("alone, in single-person mode")).toBeVisible();
}

async function startOn(page: Page, city: Target): Promise<RolloutPage> {
  await page.getByRole("button", { name: "Start rollout…" }).click();
  const dialog = page.getByRole("dialog", { name: "Start the rollout" });
  await dialog.getByRole("radio", { name: city.name }).check();
  await dialog.getByRole("button", { name: `Start on ${city.name}` }).click();
  await page.waitForURL(/\/rollouts\/[^/]+$/);
  return new RolloutPage(page);
}

/** Slower or faster, from the next batch on. */
async function tune(page: Page, rows: number, pauseKey: "Home" | "ArrowRight"): Promise<void> {
  await page.getByLabel("Rows a batch").fill(String(rows));
  await page.getByRole("slider", { name: "Pause between batches" }).press(pauseKey);
  await page.getByRole("button", { name: "Save, from the next batch on" }).click();
  await expect(page.getByText("Saved. The worker takes it over with its next batch.").first()).toBeVisible();
}

async function pauseAndLook(room: RolloutPage, city: Target): Promise<void> {
  await room.pause.click();
  await room.expectState("Paused");
  const before = Number(await city.value(CHANGED));
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(ROWS);
  // Longer than any batch with its pause: a worker that went on would show.
  await expect(async () => {
    await expect(room.page.getByRole("listitem").filter({ hasText: /aused/ }).first()).toBeVisible();
    expect(Number(await city.value(CHANGED))).toBe(before);
  }).toPass();
  for (let look = 0; look < 10; look++) {
    await city.rows("SELECT pg_sleep(0.3)");
    expect(Number(await city.value(CHANGED))).toBe(before);
  }
}

test("a DBA runs a real phased rollout in the browser", async ({ page, city }) => {
  test.setTimeout(480_000);
  await city.rows(CHANGE_LOG);
  await test.step("the banner says that one person does it all", async () => {
    await page.goto("/");
    await expect(page.getByRole("complementary", { name: "Single-person mode" })).toBeVisible();
  });
  await test.step("registers a database by its URL", () => registerByUrl(page, city));
  await test.step("writes the plan, and is told what is wrong", () => createMigration(page, city));
  await test.step("reads the plan with locks and undo", () => readPlan(page, city));
  await test.step("submits and approves", () => review(page));
  const room = await test.step("starts the rollout", () => startOn(page, city));

  await test.step("watches the backfill move without loading the page again", async () => {
    await page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));
    await room.expectRowsAbove(0, 120_000);
    await room.expectRowsAbove(await room.rowsChanged());
    await room.expectRowsAbove(await room.rowsChanged());
    await expect(room.headline).toContainText(/\w/);
  });
  await test.step("changes batch size and pause", async () => {
    await tune(page, 400, "ArrowRight");
    await room.expectRowsAbove(await room.rowsChanged());
  });
  await test.step("pauses: nothing changes on the target", () => pauseAndLook(room, city));
  await test.step("resumes, faster", async () => {
    const paused = await room.rowsChanged();
    await tune(page, 2_000, "Home");
    await room.resume.click();
    await room.expectRowsAbove(paused);
  });
  await test.step("sees it verified and passes the gate", async () => {
    const gate = page.getByRole("region", { name: "Is the new release on every host?" });
    await expect(gate).toBeVisible(LONG);
    await expect(page.getByRole("heading", { name: "Evidence" })).toBeVisible();
    // What the backfill itself compared, and the two checks of the plan.
    await expect(page.getByText("Passed", { exact: true })).toHaveCount(3);
    expect(await city.value(WRONG_ROWS)).toBe("0");
    await gate.getByLabel("Comment").fill("All hosts are on it");
    await gate.getByRole("button", { name: "Yes, pass the gate" }).click();
    await room.expectState("Succeeded", LONG.timeout);
    await expect(page.locator("html[data-not-reloaded]")).toBeAttached();
  });
  await test.step("the target is as the plan says", async () => {
    expect(await city.value(WRONG_ROWS)).toBe("0");
    expect(await city.value("SELECT count(*) FROM city_changes")).toBe(String(ROWS));
    expect(await city.value("SELECT count(DISTINCT id) FROM city_changes")).toBe(String(ROWS));
    const columns = await city.rows<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'city' ORDER BY 1",
    );
    expect(columns.map(({ name }) => name)).toEqual(["id", "latitude", "longitude", "name"]);
    expect(await city.value("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")).toBe("1");
  });
  await test.step("the finished page keeps its charts and exports a report", () => lookBack(page));
  await test.step("the activity marks the approval", async () => {
    await page.goto("/activity");
    const approval = page.getByRole("listitem").filter({ hasText: "Looked at locks and undo" });
    await expect(approval.first()).toContainText(OWNER.name);
    await expect(approval.first()).toContainText(/single.person/i);
  });
});

async function lookBack(page: Page): Promise<void> {
  await page.reload();
  // While Next streams a page in, a hidden copy stands beside the content.
  await expect(page.locator("#content").getByTestId("run-state")).toHaveText("Succeeded");
  const chart = page.getByRole("img", { name: /^Rows read per second\. .*now [\d.]+k?\/s/ });
  await expect(chart).toBeVisible();
  await expect(chart.locator("canvas")).toBeVisible();
  await expect(page.locator("#content").getByTestId("fraction")).toHaveText("100%");
  await page.getByRole("button", { name: "Export report" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Markdown" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.md$/);
  const report = await readFile(await download.path(), "utf8");
  expect(report).toContain("Coordinates as numbers");
  expect(report).toContain("All hosts are on it");
  expect(report).toMatch(/single.person/i);
  await page.getByRole("button", { name: "Export report" }).click();
  await page.getByRole("menuitem", { name: "Page for the printer" }).click();
  await expect(page.getByRole("heading", { name: "What happened" })).toBeVisible();
}
