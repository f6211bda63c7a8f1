import { randomBytes } from "node:crypto";
import { type Browser, expect, type Page } from "@playwright/test";

interface Somebody {
  readonly name: string;
  readonly role: "viewer" | "operator" | "approver" | "owner";
}

/** Invites somebody at the owner's page, and lets them join at a browser of their own: their page. */
export async function somebodyElse(owner: Page, browser: Browser, { name, role }: Somebody): Promise<Page> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(await invite(owner, role));
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill("a password that is long enough");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("button", { name: `Account of ${name}` })).toBeVisible();
  return page;
}

/** The link that the invitation is handed over by. */
async function invite(page: Page, role: Somebody["role"]): Promise<string> {
  await page.goto("/settings");
  await page.getByRole("tab", { name: "Invitations" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("E-mail").fill(`somebody-${randomBytes(4).toString("hex")}@example.com`);
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: new RegExp(`^${role}`, "i") }).click();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}
