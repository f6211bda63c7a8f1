import type { Locator, Page } from "@playwright/test";
import type { Api } from "#cli/api.ts";
import { reportHeartbeat } from "#contracts/application.ts";
import { registerDatabase } from "#contracts/database.ts";
import { passGate, type Rollout, tuneBackfill } from "#contracts/rollout.ts";
import { listShadowRuns, startShadowRun } from "#contracts/shadow-run.ts";
import type { TemporaryStack } from "../gates/temporary-stack.ts";
import type { Camera } from "./camera.ts";
import { makeShop, type Shop } from "./operations-shop.ts";
import { rolloutReaches } from "./rollout-reaches.ts";

interface Studio {
  readonly camera: Camera;
  readonly page: Page;
  readonly api: Api;
  readonly stack: Pick<TemporaryStack, "adminUrl">;
}
interface Set extends Studio {
  readonly shop: Shop;
  readonly databaseId: string;
}

/** From the form over the review to the end of a rollout, with what gets in its way. */
export async function shootOperations(studio: Studio): Promise<void> {
  const shop = await makeShop(studio.stack.adminUrl);
  const body = { name: "shop", environment: "production", target: { url: shop.url } } as const;
  const { id: databaseId } = await studio.api.call(registerDatabase, { body });
  const set = { ...studio, shop, databaseId };
  await reportApplications(set);
  await shootForm(set);
  await shootManySteps(set);
  const migrationId = await createMigration(set);
  await shootMigration(set, migrationId);
  await shootRollout(set);
}

async function reportApplications({ api }: Set): Promise<void> {
  const beat = (instance: string, version: string, reads: string[]) =>
    api.call(reportHeartbeat, { params: { name: "web-shop" }, body: { instance, version, reads, every: "60m" } });
  await beat("web-1.pod.prod.internal", "2.3.0", ["purchase.id", "purchase.amount", "customer.name"]);
  await beat("web-2.pod.prod.internal", "2.2.9", ["purchase.*"]);
}

async function choose(page: Page, words: string, title: string): Promise<Locator> {
  await page.getByRole("combobox", { name: "Operations" }).fill(words);
  await page.getByRole("option", { name: title, selected: true }).waitFor();
  await page.keyboard.press("Enter");
  return page.getByRole("region", { name: new RegExp(title) });
}

async function openForm({ page }: Set): Promise<void> {
  await page.goto("/migrations/new?from=operations");
  await page.getByRole("combobox", { name: "Read against the database" }).click();
  await page.getByRole("option", { name: /^shop/ }).click();
}

const written = (page: Page) =>
  page.getByRole("region", { name: "What it becomes" }).getByRole("status").filter({ hasText: "step" }).waitFor();

/** A field's label, which says besides that it is optional. */
const named = (label: string): RegExp => new RegExp(`^${label.replaceAll(/[()]/g, "\\$&")}\\s*(optional)?$`);

async function fillIn(card: Locator, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await card.getByLabel(named(label)).fill(text);
}

async function shootForm(set: Set): Promise<void> {
  const { camera, page, shop } = set;
  await openForm(set);
  await camera.keep(page, "operations-picker");
  await page.getByRole("combobox", { name: "Operations" }).fill("key");
  await camera.keep(page, "operations-search", { whole: false });
  const card = await choose(page, "set-default", "Set a column's default");
  await fillIn(card, { Table: "purchase", Column: "statsu", Default: "'new'" });
  await page.getByRole("alert").filter({ hasText: "did you mean" }).waitFor();
  await camera.keep(page, "operations-refused");
  await fillIn(card, { Column: "" });
  await card.getByRole("combobox", { name: "Column" }).click();
  await card.getByRole("option").first().waitFor();
  await camera.keep(page, "operations-offer", { whole: false });
  await page.keyboard.press("Escape");
  await fillIn(card, { Column: shop.longColumn, Default: `'${"a long value, ".repeat(12)}'` });
  await written(page);
  await camera.keep(page, "operations-long-names");
}

async function shootManySteps(set: Set): Promise<void> {
  const { camera, page } = set;
  await openForm(set);
  const card = await choose(page, "widen-key", "Widen an integer key to bigint");
  await fillIn(card, { Table: "customer", Column: "id" });
  await written(page);
  await camera.keep(page, "operations-many-steps");
}

async function createMigration(set: Set): Promise<string> {
  const { camera, page } = set;
  await openForm(set);
  const card = await choose(page, "change-type", "Change a column's type");
  await fillIn(card, {
    Table: "purchase",
    Column: "amount",
    Type: "bigint",
    "New value (up)": "(amount * 100)::bigint",
    "Old value (down)": "amount / 100.0",
    Soak: "1s",
  });
  await written(page);
  await camera.keep(page, "operations-filled");
  await page.getByRole("button", { name: "Open as document" }).click();
  await page.getByRole("status").filter({ hasText: "valid" }).waitFor();
  await camera.keep(page, "operations-document");
  await page.getByRole("tab", { name: "Operations" }).click();
  await page.getByRole("button", { name: "Create migration" }).click();
  await page.waitForURL(/\/migrations\/(?!new)[^/?]+/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

async function shootMigration(set: Set, migrationId: string): Promise<void> {
  const { camera, page, api, databaseId } = set;
  const path = (more: string) => `/migrations/${migrationId}${more}database=${databaseId}`;
  await camera.shoot(page, "operations-migration", path("?"), "What the analysis found");
  await camera.shoot(page, "operations-change", path("/edit?from=operations&"), "What it becomes");
  await page.goto(path("?tab=review&"));
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page
    .getByRole("button", { name: /^Forecast/ })
    .first()
    .click();
  const params = { migrationId };
  await api.call(startShadowRun, { params, body: { databaseId } });
  const isDone = async () => {
    const { items } = await api.call(listShadowRuns, { params });
    return items[0]?.state === "done" || items[0]?.state === "failed";
  };
  while (!(await isDone())) await page.waitForTimeout(200);
  await camera.shoot(page, "operations-review", path("?tab=review&"));
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByRole("button", { name: "Start rollout…" }).click();
  await camera.keep(page, "operations-start", { whole: false });
}

async function shootRollout(set: Set): Promise<void> {
  const { camera, page, api, shop } = set;
  const forgotten = await shop.forget();
  await page.getByRole("radio", { name: /^shop/ }).check();
  await page.getByRole("button", { name: "Start on shop" }).click();
  await page.waitForURL(/\/rollouts\/[^/]+$/);
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await shootLock(set);
  await forgotten.end().catch(() => undefined);
  const running = await rolloutReaches(api, id, ({ backfills }) => backfills.some((it) => it.state === "running"));
  await tune(api, running, { batchSize: 100, pauseMs: 500 });
  await camera.keep(page, "operations-backfill");
  await camera.shoot(page, "operations-overview", "/");
  await tune(api, running, { batchSize: 20_000, pauseMs: 0 });
  const atGate = await rolloutReaches(api, id, ({ waiting }) => waiting.some(({ code }) => code === "gate"));
  await camera.shoot(page, "operations-gate", `/rollouts/${id}`);
  await camera.shoot(page, "operations-rollouts", "/rollouts");
  await camera.shoot(page, "operations-applications", "/applications");
  const gate = atGate.steps.find((it) => it.kind === "gate");
  if (gate)
    await api.call(passGate, { params: { rolloutId: id, stepId: gate.stepId }, body: { comment: "All hosts" } });
  await rolloutReaches(api, id, ({ state }) => state === "succeeded");
  await camera.shoot(page, "operations-finished", `/rollouts/${id}`);
  await camera.shoot(page, "operations-report", `/rollouts/${id}/report`);
}

async function shootLock({ camera, page }: Set): Promise<void> {
  const card = page.getByRole("region", { name: "Sessions that hold the lock" });
  await card.getByRole("listitem").filter({ hasText: "till 4" }).waitFor();
  await camera.keep(page, "operations-lock");
  await card.getByRole("button", { name: "End session…" }).first().click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill("The till was switched off");
  await camera.keep(page, "operations-end-session", { whole: false });
  await dialog.getByRole("button", { name: "End session", exact: true }).click();
}

async function tune(api: Api, { id: rolloutId, backfills }: Rollout, body: { batchSize: number; pauseMs: number }) {
  const [backfill] = backfills;
  if (backfill) await api.call(tuneBackfill, { params: { rolloutId, backfillId: backfill.id }, body });
}
