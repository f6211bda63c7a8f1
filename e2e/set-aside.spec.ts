import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { RolloutPage } from "./support/rollout-page.ts";
import { start } from "./support/rollouts.ts";
import { test } from "./support/test.ts";

test.use({ rows: 5_000 });

const BAD = [17, 1_234, 4_321];

/** Without dual writes and checks that would cast: the rows that cannot be cast are what this is about. */
const plan = (name: string): string => `sluice: 1
name: ${name}
title: Coordinates with holes (${name})
engine: postgresql
phases:
  expand:
    - name: Add a numeric latitude
      sql: ALTER TABLE city ADD COLUMN latitude numeric(8,5)
      undo: ALTER TABLE city DROP COLUMN latitude
  backfill:
    - name: Fill in the numbers
      backfill:
        table: city
        set: { latitude: "lat::numeric(8,5)" }
        where: latitude IS NULL
  verify:
    - check:
        name: few rows are without a number
        none: SELECT 1 FROM (SELECT count(*) AS n FROM city WHERE latitude IS NULL) c WHERE n > 10
`;

test("rows that cannot be written are listed, tried again, exported and waived", async ({ page, city }) => {
  test.setTimeout(420_000);
  await city.rows(`UPDATE city SET lat = 'n/a' WHERE id IN (${BAD.join(", ")})`);
  const { id } = await start(city, plan(city.name.replace("_", "-")));
  await page.goto(`/rollouts/${id}`);
  const room = new RolloutPage(page);
  const card = page.getByRole("region", { name: /Set-aside rows/ });
  await test.step("by cause, with their keys", async () => {
    await expect(card).toContainText("3 open", { timeout: 120_000 });
    await expect(card.getByRole("list", { name: "Causes" })).toContainText("22P02");
    await expect(card.getByRole("row")).toHaveCount(BAD.length + 1);
    await expect(page.locator("#content").getByTestId("rows-skipped")).toHaveText("3");
    expect(await city.value("SELECT count(*) FROM city WHERE latitude IS NULL")).toBe("3");
  });
  await test.step("exported", async () => {
    const downloading = page.waitForEvent("download");
    await card.getByRole("link", { name: "CSV" }).click();
    const csv = await readFile(await (await downloading).path(), "utf8");
    expect(csv.trim().split("\n")).toHaveLength(BAD.length + 1);
    for (const key of BAD) expect(csv).toContain(String(key));
    expect(csv).not.toContain("n/a");
  });
  await test.step("one is mended and tried again", async () => {
    await city.rows("UPDATE city SET lat = '1.5' WHERE id = 17");
    await card.getByRole("button", { name: "Try all again" }).click();
    await expect(page.getByText("1 row written, 2 rows still open.")).toBeVisible({ timeout: 60_000 });
    await expect(card).toContainText("2 open");
    expect(await city.value("SELECT latitude FROM city WHERE id = 17")).toBe("1.50000");
  });
  await test.step("the rest is waived with a reason, and the rollout goes on to its end", async () => {
    await card.getByRole("button", { name: "Waive…" }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog.getByRole("button", { name: /^Waive/ })).toBeDisabled();
    await dialog.getByLabel("Reason").fill("Known to be without coordinates");
    await dialog.getByRole("button", { name: /^Waive/ }).click();
    await expect(card).not.toContainText("open", { timeout: 30_000 });
    await room.expectState("Succeeded", 120_000);
    expect(await city.value("SELECT count(*) FROM city WHERE latitude IS NULL")).toBe("2");
  });
});

test("without such rows the page says that there are none", async ({ page, city }) => {
  test.setTimeout(240_000);
  const { id } = await start(city, plan(city.name.replace("_", "-")));
  await page.goto(`/rollouts/${id}`);
  await new RolloutPage(page).expectState("Succeeded", 120_000);
  await expect(page.getByText("No row was set aside")).toBeVisible();
});
