import { expect, test } from "@playwright/test";
import { hydrated } from "./support/hydrated.ts";

test("what is typed before the script has come is not lost, nor what is typed while it is looked for", async ({
  page,
}) => {
  let come = () => {};
  const script = new Promise<void>((resolve) => {
    come = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await script;
    await route.continue();
  });
  await page.goto("/activity", { waitUntil: "commit" });
  const search = page.locator("#content").getByLabel("Search the activity");
  await search.fill("nothing is called");
  await expect(page.locator("[data-hydrating]").first()).toBeAttached();
  come();
  await hydrated(page);
  await expect(page.getByText("Nothing matches the filter")).toBeVisible();
  await search.pressSequentially(" that");
  await expect(page).toHaveURL(/text=nothing(\+|%20)is(\+|%20)called(\+|%20)that$/);
  await expect(search).toHaveValue("nothing is called that");
  await expect(search).toBeFocused();
});
