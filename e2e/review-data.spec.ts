import { expect, type Page } from "@playwright/test";
import { approve, register } from "./support/rollouts.ts";
import { test } from "./support/test.ts";

test.use({ rows: 5_000 });

const PLAN = (name: string) => `sluice: 1
name: ${name}
title: Unique coordinates (${name})
engine: postgresql
phases:
  expand:
    - index: CREATE UNIQUE INDEX city_parity ON city ((length(name)))
    - sql: ALTER TABLE city ALTER COLUMN lat TYPE numeric USING lat::numeric
      undo: none
`;

async function chooseDatabase(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Read against the database" }).click();
  await page.getByRole("option", { name: new RegExp(name) }).click();
}

test("a reviewer asks the rows and forecasts, and reads what fails first", async ({ page, city }) => {
  test.setTimeout(180_000);
  const { id: databaseId } = await register(city);
  const { id } = await approve(PLAN(city.name.replaceAll("_", "-")), databaseId);
  await page.goto(`/migrations/${id}?tab=review`);
  await chooseDatabase(page, city.name);
  const checks = page.getByRole("region", { name: "Data checks" });
  await checks.getByRole("button", { name: "Ask the rows" }).click();
  const [first, second] = [checks.getByRole("listitem").first(), checks.getByText("None of 5,000 rows breaks it.")];
  await expect(first).toContainText("Fails", { timeout: 60_000 });
  await expect(first).toContainText("UNIQUE ((length(name)))");
  await expect(first).toContainText(/5,000 of 5,000 rows share|of 5,000 rows share \d+ values/);
  await expect(second).toBeVisible();

  const forecast = page.getByRole("region", { name: "Forecast" });
  await forecast.getByRole("button", { name: "Forecast" }).click();
  const rewrite = forecast.getByRole("row", { name: /expand\.2/ });
  await expect(rewrite).toContainText("ACCESS EXCLUSIVE", { timeout: 60_000 });
  await expect(rewrite).toContainText("reads and writes wait");
  await page.reload();
  await chooseDatabase(page, city.name);
  await expect(page.getByRole("region", { name: "Data checks" })).toContainText("1 fails, 1 passes");
  expect(await city.value("SELECT count(*) FROM pg_indexes WHERE indexname = 'city_parity'")).toBe("0");
});
