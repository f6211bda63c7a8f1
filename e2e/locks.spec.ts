import { expect } from "@playwright/test";
import { Client } from "pg";
import { inspect, violations } from "./support/accessibility.ts";
import { cityPlan } from "./support/city.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { start } from "./support/rollouts.ts";
import { test } from "./support/test.ts";

test.use({ rows: 500 });

test("a step that waits for a lock shows who holds it, and an owner ends the forgotten transaction", async ({
  page,
  city,
}) => {
  const till = new Client({ connectionString: city.url, application_name: "till 4" });
  till.on("error", () => undefined);
  await till.connect();
  try {
    await till.query("BEGIN");
    await till.query("UPDATE city SET name = 'secret' WHERE id = 1");
    const { id } = await start(city, cityPlan({ name: city.name.replace("_", "-"), gate: false }));
    expect(await inspect(page, `/rollouts/${id}`)).toEqual([]);
    const card = page.getByRole("listitem").filter({ hasText: "till 4" });
    await expect(card).toContainText("idle in transaction");
    await expect(card).not.toContainText("secret");
    await card.getByRole("button", { name: "End session…" }).click();
    const dialog = page.getByRole("alertdialog");
    await expect(dialog).toContainText("till 4");
    const confirm = dialog.getByRole("button", { name: "End session", exact: true });
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel("Reason").fill("The till was switched off");
    expect(await violations(page)).toEqual([]);
    await confirm.click();
    await expect(dialog).toBeHidden();
    await new RolloutPage(page).expectState("Succeeded", 120_000);
    await page.getByRole("button", { name: /Add numeric coordinates/ }).click();
    await expect(page.getByText(/held locks for [\d.,]+ ms/)).toBeVisible();
  } finally {
    await till.end().catch(() => undefined);
  }
});
