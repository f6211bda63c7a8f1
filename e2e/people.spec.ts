import { setTimeout } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";
import { createMigration } from "#contracts/migration.ts";
import { getMe } from "#contracts/person.ts";
import { OWNER } from "#scripts/gates/owner.ts";
import { cityPlan } from "./support/city.ts";
import { hydrated } from "./support/hydrated.ts";
import { register } from "./support/rollouts.ts";
import { somebodyElse } from "./support/somebody-else.ts";
import { told } from "./support/stack.ts";
import { queryAt } from "./support/target.ts";
import { test } from "./support/test.ts";

test.use({ rows: 10 });
test.describe.configure({ mode: "serial" });

// The other specs approve their own plans. Nothing but a new installation gives that back, so the row is put back here.
test.afterAll(async () => {
  await queryAt(told("CONTROL_URL"), 'UPDATE "Installation" SET "singlePersonMode" = true');
});

async function openTab(page: Page, tab: string): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("tab", { name: tab }).click();
}

test("a second person makes four eyes of two", async ({ page, city, browser }) => {
  test.setTimeout(300_000);
  const stamp = city.name.slice(-8);
  const [approverName, viewerName] = [`Anna Approver ${stamp}`, `Vera Viewer ${stamp}`];
  const { id: databaseId } = await register(city);
  await page.goto("/");
  const banner = page.getByRole("complementary", { name: "Single-person mode" });
  await expect(banner).toBeVisible();

  const approver = await somebodyElse(page, browser, { name: approverName, role: "approver" });
  const viewer = await somebodyElse(page, browser, { name: viewerName, role: "viewer" });
  for (const somebody of [page, approver, viewer]) {
    await somebody.goto("/");
    await expect(somebody.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(somebody.getByRole("complementary", { name: "Single-person mode" })).toBeHidden();
  }

  const source = cityPlan({ name: city.name.replace("_", "-") });
  const migration = await test.step("the owner writes and submits a plan", async () => {
    const made = await page.request.post("/api/v1/migrations", { data: { source }, headers: { origin: told("URL") } });
    const written = createMigration.response.parse(await made.json());
    // The first database of the list may be one that another spec has migrated already.
    await page.goto(`/migrations/${written.id}?database=${databaseId}`);
    await page.getByRole("tab", { name: "Review" }).click();
    await page.getByRole("button", { name: "Submit for review" }).click();
    return written;
  });
  await test.step("and may not approve it", async () => {
    const approve = page.getByRole("button", { name: "Approve", exact: true });
    await expect(approve).toHaveAttribute("aria-disabled", "true");
    await approve.press("Enter");
    await expect(page.getByRole("dialog", { name: "Why not now" })).toContainText(/own plan|wrote/i);
    await page.keyboard.press("Escape");
  });
  await test.step("a viewer's buttons say why they refuse", async () => {
    await viewer.goto(`/migrations/${migration.id}?database=${databaseId}`);
    await hydrated(viewer);
    await viewer.getByRole("button", { name: "Start rollout…" }).press("Enter");
    await expect(viewer.getByRole("dialog", { name: "Why not now" })).toContainText(/role|operator/i);
    await viewer.keyboard.press("Escape");
    await viewer.getByRole("tab", { name: "Review" }).click();
    await viewer.getByRole("button", { name: "Approve", exact: true }).press("Enter");
    await expect(viewer.getByRole("dialog", { name: "Why not now" })).toContainText(/role|approver/i);
    await viewer.goto("/databases");
    await expect(viewer.getByRole("link", { name: "Register a database" })).toBeHidden();
    const refused = await viewer.request.post("/api/v1/migrations", {
      data: { source: cityPlan({ name: `${city.name.replace("_", "-")}-2` }) },
      headers: { origin: told("URL") },
    });
    expect(refused.status()).toBe(403);
  });
  await test.step("the approver finds it in the inbox and approves", async () => {
    await approver.goto("/approvals");
    await approver.getByRole("link", { name: migration.title }).click();
    await approver.getByRole("tab", { name: "Review" }).click();
    await approver.getByRole("button", { name: "Approve", exact: true }).click();
    const decision = new RegExp(`${approverName}\\s*approved revision 1`);
    await expect(approver.getByText(decision)).toBeVisible();
    // The owner sees it without loading the page again.
    await expect(page.getByText(decision)).toBeVisible({ timeout: 30_000 });
  });
  await test.step("who is disabled is out at once", async () => {
    await openTab(page, "People");
    const row = page.getByRole("row").filter({ hasText: viewerName });
    await row.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
    await expect(row.getByText("disabled")).toBeVisible();
    expect((await viewer.request.get("/api/v1/me")).status()).toBe(401);
    // The page may be leaving for the sign-in by itself just then.
    await expect(async () => {
      await viewer.goto("/migrations");
      await expect(viewer).toHaveURL(/\/sign-in/);
    }).toPass();
  });
  await Promise.all([approver, viewer].map((somebody) => somebody.context().close()));
});

test("an API token works until it is revoked", async ({ page }) => {
  const name = `pipeline ${Date.now()}`;
  await openTab(page, "API tokens");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New API token" });
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const secret = await dialog.getByRole("textbox", { name: "Token secret" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  const ask = () => fetch(`${told("URL")}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } });

  const answer = await ask();
  expect(answer.status).toBe(200);
  expect(getMe.response.parse(await answer.json())).toMatchObject({ role: "viewer", via: "token" });
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(page.getByText(secret)).toBeHidden();
  await row.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByText("revoked")).toBeVisible();
  expect((await ask()).status).toBe(401);
});

test("signing out ends the session", async ({ browser }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto("/migrations");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  // On a slow line a page is seen before its script has come: what is pressed then must not be lost.
  await page.route("**/_next/static/**", async (route) => {
    await setTimeout(500);
    await route.continue();
  });
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/migrations$/);
  await page.getByRole("button", { name: `Account of ${OWNER.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});
