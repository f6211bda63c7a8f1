import { expect, type Page } from "@playwright/test";
import { cityPlan } from "./support/city.ts";
import { hydrated } from "./support/hydrated.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { approve, register, start } from "./support/rollouts.ts";
import type { Target } from "./support/target.ts";
import { test } from "./support/test.ts";

const CHANGED = "SELECT count(*) FROM city WHERE latitude IS NOT NULL";
/** A number that the test turns: the probe of the database reads it. */
const KNOB = "CREATE TABLE knob (value int NOT NULL); INSERT INTO knob VALUES (0)";

test.use({ rows: 60_000 });

const slowPlan = (city: Target) => cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "500ms" });

/** Longer than any batch with its pause: a worker that went on would show. */
async function expectStill(city: Target): Promise<void> {
  await expect(async () => {
    const before = await city.value(CHANGED);
    await city.rows("SELECT pg_sleep(2)");
    expect(await city.value(CHANGED)).toBe(before);
  }).toPass({ timeout: 60_000 });
}

async function openRoom(page: Page, city: Target): Promise<{ room: RolloutPage; id: string; databaseId: string }> {
  const rollout = await start(city, slowPlan(city));
  await page.goto(`/rollouts/${rollout.id}`);
  const room = new RolloutPage(page);
  await room.expectRowsAbove(0, 120_000);
  await hydrated(page);
  return { room, id: rollout.id, databaseId: rollout.databaseId };
}

test("speed is changed while it runs, and taken back", async ({ page, city }) => {
  test.setTimeout(240_000);
  const { room } = await openRoom(page, city);
  const form = page.getByRole("form", { name: "Speed and size" });
  const speed = form.getByRole("slider", { name: "Speed" });
  const before = Number(await speed.getAttribute("aria-valuenow"));
  await speed.press("ArrowLeft");
  await form.getByRole("button", { name: "Save, from the next batch on" }).click();
  await expect(form.getByText(/^Last change: speed/)).toBeVisible();
  await expect(speed).toHaveAttribute("aria-valuenow", String(before - 1));
  await form.getByRole("button", { name: "Undo it" }).click();
  await expect(speed).toHaveAttribute("aria-valuenow", String(before));
  await expect(form.getByText(/^Last change/)).toBeHidden();
  await expect(page.getByRole("listitem").filter({ hasText: /speed/i }).first()).toBeVisible();
  await room.expectRowsAbove(await room.rowsChanged());
});

test("a hold stops everything, says so on every page, and is lifted", async ({ page, city }) => {
  test.setTimeout(300_000);
  const { room, id } = await openRoom(page, city);
  const banner = page.getByRole("complementary", { name: "Holds" });
  await test.step("placed from the palette", async () => {
    await page.keyboard.press("Control+k");
    // The palette is loaded when it is first opened.
    await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("combobox")).toBeFocused();
    await page.keyboard.type("hold everything");
    await expect(page.getByRole("option", { name: "Hold everything…" })).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Hold backfills" });
    await dialog.getByRole("button", { name: "Hold", exact: true }).click();
    await expect(dialog.getByText("Say why")).toBeVisible();
    await dialog.getByRole("combobox", { name: "What to hold" }).click();
    await page.getByRole("option", { name: "One database" }).click();
    await dialog.getByRole("combobox", { name: "Database", exact: true }).click();
    await page.getByRole("option", { name: new RegExp(city.name) }).click();
    await dialog.getByLabel("Reason").fill("Incident 42");
    await dialog.getByRole("button", { name: "Hold", exact: true }).click();
  });
  await test.step("the target is left alone, and the page says why", async () => {
    await expect(banner).toContainText(`Held: ${city.name}`);
    await expect(page.getByRole("list", { name: "What slows or stops it now" })).toContainText(/Stopped:/, {
      timeout: 30_000,
    });
    await expectStill(city);
    await expect(room.headline).toContainText(/held|hold/i);
  });
  await test.step("every page has the banner", async () => {
    for (const path of ["/", "/databases", "/activity"]) {
      await page.goto(path);
      await expect(banner).toContainText("Incident 42");
    }
  });
  await test.step("lifted, it goes on by itself", async () => {
    await page.goto(`/rollouts/${id}`);
    const before = Number(await city.value(CHANGED));
    await page.getByRole("button", { name: "Lift the hold…" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Lift the hold" }).click();
    await expect(banner).toBeHidden();
    await expect.poll(async () => Number(await city.value(CHANGED)), { timeout: 60_000 }).toBeGreaterThan(before);
  });
});

test("a probe stops it, an override lets it go on, and the page shows both", async ({ page, city }) => {
  test.setTimeout(420_000);
  await city.rows(KNOB);
  const { id, databaseId } = await openRoom(page, city);
  await test.step("the probe is set up on the page of the database", async () => {
    await page.goto(`/databases/${databaseId}?tab=throttle`);
    const probes = page.getByRole("region", { name: "Probes" });
    await probes.getByRole("switch", { name: "SQL probe" }).click();
    await probes.getByLabel("Query").fill("SELECT value FROM knob");
    await probes.getByLabel("Stop").fill("10");
    await probes.getByLabel("Resume").fill("5");
    await probes.getByRole("button", { name: "Save" }).click();
    await expect(probes.getByRole("button", { name: "Save" })).toBeHidden();
  });
  await city.rows("UPDATE knob SET value = 20");
  await page.goto(`/rollouts/${id}`);
  const reasons = page.getByRole("list", { name: "What slows or stops it now" });
  const signal = page.getByRole("row", { name: /SQL probe/ });
  await test.step("it stands, with value and limit", async () => {
    await expect(reasons).toContainText(/Stopped:.*20/, { timeout: 60_000 });
    await expect(signal).toContainText("stops");
    await expectStill(city);
  });
  await test.step("put aside for some minutes it goes on", async () => {
    const before = Number(await city.value(CHANGED));
    await signal.getByRole("button", { name: /^Put aside/ }).click();
    const dialog = page.getByRole("dialog", { name: /SQL probe/ });
    await dialog.getByLabel("Reason").fill("The queue is drained by hand");
    await dialog.getByRole("button", { name: "Put it aside" }).click();
    await expect(page.getByText(/SQL probe is put aside until/)).toBeVisible();
    await expect.poll(async () => Number(await city.value(CHANGED)), { timeout: 60_000 }).toBeGreaterThan(before);
  });
  await test.step("heeded again it stands, and goes on when the number is low", async () => {
    await page.getByRole("button", { name: "Heed it again" }).click();
    await expect(reasons).toContainText(/Stopped:.*20/, { timeout: 60_000 });
    const before = Number(await city.value(CHANGED));
    await city.rows("UPDATE knob SET value = 0");
    // Others of its signals may slow it meanwhile, where the machine is busy.
    await expect(reasons.filter({ hasText: /Stopped:/ })).toBeHidden({ timeout: 60_000 });
    await expect.poll(async () => Number(await city.value(CHANGED)), { timeout: 60_000 }).toBeGreaterThan(before);
    await page.getByText(/^Slow-downs and stops \(\d+\)$/).click();
    await expect(
      page
        .getByRole("listitem")
        .filter({ hasText: /^stood/ })
        .first(),
    ).toBeVisible();
  });
});

test("in a freeze nothing runs, and after it all goes on", async ({ page, city }) => {
  test.setTimeout(300_000);
  const { id, databaseId } = await openRoom(page, city);
  await page.goto(`/databases/${databaseId}?tab=throttle`);
  const window = page.getByRole("region", { name: "Maintenance window" });
  await window.getByRole("button", { name: "Freeze", exact: true }).click();
  await window.getByLabel("Reason of the freeze").fill("End of the quarter");
  await window.getByRole("button", { name: "Save" }).click();
  await expect(window.getByTestId("window-standing")).toContainText("closed");
  await expectStill(city);
  await page.goto(`/rollouts/${id}`);
  await expect(page.getByRole("list", { name: "What slows or stops it now" })).toContainText(
    /End of the quarter|freeze/i,
  );
  await page.goto(`/databases/${databaseId}?tab=throttle`);
  const before = Number(await city.value(CHANGED));
  await window.getByRole("button", { name: "Remove this freeze" }).click();
  await window.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => Number(await city.value(CHANGED)), { timeout: 60_000 }).toBeGreaterThan(before);
});

test("a reviewer sees what a backfill would cost, and nothing stays of the try", async ({ page, city }) => {
  test.setTimeout(180_000);
  const { id: databaseId } = await register(city);
  const { id } = await approve(slowPlan(city), databaseId);
  await page.goto(`/migrations/${id}`);
  await page.getByRole("combobox", { name: "Read against the database" }).click();
  await page.getByRole("option", { name: new RegExp(city.name) }).click();
  await page.getByRole("tab", { name: "Review" }).click();
  const card = page.getByRole("region", { name: "Dry run", exact: true });
  await card.getByRole("button", { name: "Dry run" }).click();
  await expect(card).toContainText(/sampled ranges/, { timeout: 60_000 });
  await expect(card).toContainText(/Rows a second/);
  expect(await city.value("SELECT count(*) FROM information_schema.columns WHERE column_name = 'latitude'")).toBe("0");
});
