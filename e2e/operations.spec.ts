import { expect, type Locator, type Page, test } from "@playwright/test";
import { violations } from "./support/accessibility.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { cancelOpenRollouts, register } from "./support/rollouts.ts";
import { createTarget, type Target } from "./support/target.ts";

const ROWS = 20_000;
const ORDERS = `
  CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    amount numeric(12,2) NOT NULL,
    status text DEFAULT 'open'
  );
  COMMENT ON COLUMN orders.amount IS 'What the customer pays';
  CREATE INDEX orders_amount ON orders (amount DESC) WHERE amount > 0;
  INSERT INTO orders (amount) SELECT (i % 9973) / 100.0 FROM generate_series(1, ${ROWS}) i;
  CREATE TABLE orders_before AS SELECT * FROM orders;
  ANALYZE orders;`;

/** Chooses an operation by a word, without the mouse. */
async function choose(page: Page, words: string, title: string): Promise<Locator> {
  await page.getByRole("combobox", { name: "Operations" }).fill(words);
  await expect(page.getByRole("option", { name: title, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
  return page.getByRole("region", { name: new RegExp(title) });
}

/** What the catalog offers is taken by arrow and Enter. */
async function take(card: Locator, label: string, typed: string, offered: RegExp): Promise<void> {
  const field = card.getByRole("combobox", { name: label });
  await field.fill(typed);
  await expect(card.getByRole("option", { name: offered }).first()).toBeVisible();
  await field.press("ArrowDown");
  await field.press("Enter");
}

async function chooseDatabase(page: Page, { name }: Target): Promise<void> {
  await page.getByRole("combobox", { name: "Read against the database" }).click();
  await page.getByRole("option", { name }).click();
}

async function author(page: Page, target: Target): Promise<void> {
  await page.goto("/migrations");
  await page.getByRole("button", { name: "New migration" }).click();
  await page.getByRole("menuitem", { name: "Choose what shall change" }).click();
  await chooseDatabase(page, target);
  const card = await choose(page, "change type", "Change a column's type");
  await take(card, "Table", "ord", /^orders\b/);
  await take(card, "Column", "amo", /^amount\b.*numeric/);
  await card.getByRole("combobox", { name: "Type" }).fill("bigint");
  await card.getByLabel("New value (up)").fill("(amount * 100)::bigint");
  await card.getByLabel("Old value (down)").fill("amount / 100.0");
  await card.getByRole("combobox", { name: "Soak" }).fill("1s");
  await page.getByLabel("Short name").fill(target.name.replace("_", "-"));
}

/** Filled in, in both themes, and at the width of a telephone. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overhang).toBe(0);
}

async function review(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Review" }).click();
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByLabel("Comment").fill("Written by Sluice, read by me");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByRole("button", { name: "Start rollout…" }).click();
}

async function carryOut(page: Page, { name }: Target): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Start the rollout" });
  await dialog.getByRole("radio", { name }).check();
  await dialog.getByRole("button", { name: `Start on ${name}` }).click();
  await page.waitForURL(/\/rollouts\/[^/]+$/);
  const pass = page.getByRole("button", { name: "Yes, pass the gate" });
  await expect(pass).toBeVisible({ timeout: 120_000 });
  await pass.click();
  await new RolloutPage(page).expectState("Succeeded", 180_000);
}

test("a type is changed by filling in a form, and rolled out to the end", async ({ page }) => {
  test.setTimeout(480_000);
  const target = await createTarget("orders", ORDERS);
  await register(target);
  try {
    await test.step("says what shall change", () => author(page, target));
    await test.step("sees what it becomes", async () => {
      const preview = page.getByRole("region", { name: "What it becomes" });
      for (const phase of ["Expand", "Backfill", "Verify", "Cut over", "Contract"])
        await expect(preview.getByRole("region", { name: new RegExp(phase, "i") })).toBeVisible();
      await expect(preview).toContainText("from change-type orders.amount");
      await expect(preview).toContainText("about 20k rows");
      await expect(preview).toContainText(/expected to take/);
      await expect(preview).toContainText("Point of no return");
    });
    await test.step("opens it as a document, which says where each step is from", async () => {
      await page.getByRole("button", { name: "Open as document" }).click();
      await expect(page.getByRole("status").filter({ hasText: "valid" })).toBeVisible();
      await expect(page.getByRole("textbox", { name: "Plan document (YAML)" })).toContainText("change-type");
      await page.getByRole("tab", { name: "Operations" }).click();
    });
    await test.step("creates the migration", async () => {
      await page.getByRole("button", { name: "Create migration" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Change type orders.amount" })).toBeVisible();
      await expect(page.getByText("from change-type orders.amount").first()).toBeVisible();
    });
    await test.step("has it approved", () => review(page));
    await test.step("rolls it out", () => carryOut(page, target));
    await test.step("the column is what was asked for, and nothing of Sluice is left", async () => {
      const wrong = `SELECT count(*) FROM orders o FULL JOIN orders_before b USING (id)
        WHERE o.amount IS DISTINCT FROM (b.amount * 100)::bigint OR o.status IS DISTINCT FROM b.status`;
      expect(await target.value(wrong)).toBe("0");
      const columns = await target.rows<{ it: string }>(
        `SELECT attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull AS it FROM pg_attribute
          WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1`,
      );
      expect(columns.map(({ it }) => it)).toEqual(["amount bigint true", "id bigint true", "status text false"]);
      expect(
        await target.value(
          "SELECT col_description('orders'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'amount'",
        ),
      ).toBe("What the customer pays");
      expect(await target.value("SELECT indexdef FROM pg_indexes WHERE indexname = 'orders_amount'")).toMatch(
        /\(amount DESC\) WHERE \(.*amount.* > /,
      );
      expect(await target.value("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal")).toBe("0");
    });
  } finally {
    await cancelOpenRollouts(target.name);
  }
});

test("what cannot be is said at its field, before anything is saved", async ({ page }) => {
  const target = await createTarget("orders", ORDERS);
  await register(target);
  await page.goto("/migrations/new?from=operations");
  await chooseDatabase(page, target);
  const card = await choose(page, "set-default", "Set a column's default");
  await card.getByRole("combobox", { name: "Table" }).fill("orders");
  await card.getByRole("combobox", { name: "Column" }).fill("statsu");
  await card.getByLabel("Default", { exact: true }).fill("'new'");
  await expect(page.getByRole("alert").filter({ hasText: "did you mean status?" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create migration" })).toBeDisabled();
  await take(card, "Column", "stat", /^status/);
  await expect(page.getByRole("region", { name: "What it becomes" })).toContainText("SET DEFAULT 'new'");
  await expect(page.getByRole("button", { name: "Create migration" })).toBeEnabled();
  await expectAccessible(page);
});

test("operations that are written by hand get their phases in the editor, and open in the form again", async ({
  page,
}) => {
  const target = await createTarget("orders", ORDERS);
  await register(target);
  await page.goto("/migrations/new");
  const editor = page.getByRole("textbox", { name: "Plan document (YAML)" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(
    "sluice: 1\nname: by-hand\ntitle: By hand\nengine: postgresql\noperations:\n  - drop-default: { table: orders, column: status }\n",
  );
  await chooseDatabase(page, target);
  await expect(page.getByText("the plan would do nothing").first()).toBeVisible();
  await page.getByRole("button", { name: "Write the phases" }).click();
  await expect(editor).toContainText("DROP DEFAULT");
  await expect(page.getByRole("status").filter({ hasText: "valid" })).toBeVisible();
  await test.step("a step of one's own is added, and saved", async () => {
    await editor.click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText("    - sql: CREATE TABLE of_mine (id int)\n      undo: DROP TABLE of_mine\n");
    await page.getByRole("button", { name: /^Create/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "By hand" })).toBeVisible();
  });
  await test.step("the form has what the operations say, and tells what it would take away", async () => {
    await page.getByRole("button", { name: "Change the operations" }).click();
    const card = page.getByRole("region", { name: /Drop a column's default/ });
    await expect(card.getByRole("combobox", { name: "Table" })).toHaveValue("orders");
    await expect(card.getByRole("combobox", { name: "Column" })).toHaveValue("status");
    await expect(page.getByText(/Step contract\.\d was written by hand and goes/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await chooseDatabase(page, target);
    await page.getByLabel("Title").fill("By form");
    await page.getByRole("button", { name: "Save revision" }).first().click();
  });
  await test.step("it goes only when it was seen to go", async () => {
    const dialog = page.getByRole("dialog", { name: "What the form changes" });
    await expect(dialog.locator(".cm-deletedChunk").filter({ hasText: "CREATE TABLE of_mine" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save as revision 2" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "By form" })).toBeVisible();
    await expect(page.getByText("revision 2")).toBeVisible();
    await expect(page.getByText("of_mine")).toHaveCount(0);
  });
});
