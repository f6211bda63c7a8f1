import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, type Page } from "@playwright/test";
import { Client } from "pg";
import { cancelRollout, startRollout } from "#contracts/rollout.ts";
import { cityPlan } from "./support/city.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { approve, register, start } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

test.use({ rows: 500 });

const NOTES = 4_000;

function sqliteFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "sluice-e2e-sqlite-")), "notes.db");
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${NOTES})
    INSERT INTO note (id, body) SELECT i, 'note ' || i FROM n;`);
  database.close();
  return file;
}

const notePlan = (name: string): string => `sluice: 1
name: ${name}
title: Length of notes (${name})
engine: sqlite
phases:
  expand:
    - sql: ALTER TABLE note ADD COLUMN length INTEGER
      undo: ALTER TABLE note DROP COLUMN length
  backfill:
    - backfill: { table: note, set: { length: length(body) }, where: length IS NULL, batch: 500 }
  verify:
    - check: { name: every note has its length, none: SELECT id FROM note WHERE length IS NOT length(body) }
`;

async function chooseEngine(page: Page, engine: string): Promise<void> {
  await page.getByRole("combobox", { name: "Engine" }).click();
  await page.getByRole("option", { name: engine }).click();
}

test("a SQLite file is registered by the form and migrated", async ({ page }) => {
  test.setTimeout(240_000);
  const file = sqliteFile();
  const name = `notes-${Date.now()}`;
  await page.goto("/databases/new");
  await page.getByRole("tab", { name: "Form" }).click();
  await chooseEngine(page, "SQLite");
  await page.getByLabel("File").fill(file);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("region", { name: "What was found" })).toContainText(/SQLite 3\.\d+|3\.\d+\.\d+/);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Register", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("row", { name: /\bnote\b/ })).toBeVisible();

  const databaseId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const { id: migrationId, digest } = await approve(notePlan(name), databaseId);
  const { id } = await localApi().call(startRollout, { body: { migrationId, databaseId, digest } });
  await page.goto(`/rollouts/${id}`);
  await new RolloutPage(page).expectState("Succeeded", 120_000);
  const database = new DatabaseSync(file, { readOnly: true });
  const [row] = database.prepare("SELECT count(*) AS n FROM note WHERE length = length(body)").all();
  database.close();
  expect(row).toMatchObject({ n: NOTES });
  rmSync(join(file, ".."), { recursive: true });
});

test("what cannot be reached says so before it is saved", async ({ page }) => {
  await page.goto("/databases/new");
  const url = page.getByLabel("Connection URL");
  const refusal = page.getByRole("alert").filter({ hasText: "No connection" });
  await url.fill("mysql://root@localhost/shop");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(refusal).toBeVisible();
  await expect(refusal).toContainText(/postgres|sqlite/i);

  await url.fill("postgres://nobody:secret-word@127.0.0.1:9/nothing");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(refusal).toContainText(/refused|reach|listen|answer/i);
  await expect(refusal).not.toContainText("secret-word");
  await page.getByLabel("Name").fill("nothing");
  await page.getByRole("button", { name: "Register", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Not saved" })).toBeVisible();
  await expect(page).toHaveURL(/\/databases\/new$/);

  await url.fill("");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("Paste the URL of the database")).toBeVisible();
});

test("a wrong password is said as that", async ({ page, city }) => {
  const url = new URL(city.url);
  url.password = "not-the-password";
  await page.goto("/databases/new");
  await page.getByLabel("Connection URL").fill(url.href);
  await page.getByRole("button", { name: "Test connection" }).click();
  const refusal = page.getByRole("alert").filter({ hasText: "No connection" });
  await expect(refusal).toContainText(/password/i);
  await expect(refusal).not.toContainText("not-the-password");
});

test("a database with an open rollout is not removed; afterwards it is", async ({ page, city }) => {
  test.setTimeout(240_000);
  const { id: rolloutId, databaseId } = await start(
    city,
    cityPlan({ name: city.name.replace("_", "-"), batch: 10, pause: "3s" }),
  );
  await page.goto(`/databases/${databaseId}`);
  const remove = page.getByRole("button", { name: "Remove", exact: true });
  const dialog = page.getByRole("alertdialog", { name: `Remove ${city.name} from Sluice?` });
  await remove.click();
  await expect(dialog.getByText("A rollout on it is open")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Remove" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Keep as it is" }).click();

  await localApi().call(cancelRollout, { params: { rolloutId }, body: {} });
  await page.goto(`/rollouts/${rolloutId}`);
  await new RolloutPage(page).expectState("Cancelled", 120_000);
  await page.goto(`/databases/${databaseId}`);
  await remove.click();
  await dialog.getByRole("textbox").fill(city.name);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(page).toHaveURL(/\/databases$/);
  await expect(page.getByRole("link", { name: city.name })).toBeHidden();
});

test("who holds a lock and who waits for it is shown", async ({ page, city }) => {
  const { id } = await register(city);
  const [holder, waiter] = [city, city].map(({ url }) => new Client({ connectionString: url }));
  if (!holder || !waiter) return;
  await Promise.all([holder.connect(), waiter.connect()]);
  await holder.query("BEGIN; LOCK TABLE city IN ACCESS EXCLUSIVE MODE");
  const waiting = waiter.query("SELECT count(*) FROM city");
  await page.goto(`/databases/${id}`);
  await page.getByRole("tab", { name: "Activity" }).click();
  const waits = page.getByRole("table", { name: "Lock waits" });
  await expect(waits.getByRole("row").filter({ hasText: "SELECT count(*) FROM city" })).toContainText("blocked by");
  await holder.query("ROLLBACK");
  await waiting;
  await expect(page.getByText("Nobody waits for a lock")).toBeVisible();
  await Promise.all([holder.end(), waiter.end()]);
});
