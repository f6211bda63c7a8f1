import { expect, test as setup } from "@playwright/test";
import { OWNER } from "#scripts/gates/owner.ts";
import { OWNER_STATE, told } from "./support/stack.ts";

setup("the one-time link makes the first owner", async ({ page }) => {
  await page.goto(told("SETUP_URL"));
  const form = page.getByRole("button", { name: "Become the owner" });
  const used = page.getByText("This installation has its owner");
  await expect(form.or(used)).toBeVisible();
  // A stack that somebody keeps running between two runs of the suite has its owner already.
  if (await used.isVisible()) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  } else {
    await page.getByLabel("Your name").fill(OWNER.name);
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await form.click();
  }
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: `Account of ${OWNER.name}` })).toBeVisible();
  await page.context().storageState({ path: OWNER_STATE });
});
