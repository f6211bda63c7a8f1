// `npm run screenshots -- --out DIR [--only operations]`: every page with real data, wide, narrow and dark. With --docs the README's picture.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { type Api, connectApi } from "#cli/api.ts";
import { listDatabases } from "#contracts/database.ts";
import { createMigration, listMigrations } from "#contracts/migration.ts";
import { invitePerson } from "#contracts/person.ts";
import { passGate, type Rollout, tuneBackfill } from "#contracts/rollout.ts";
import { listShadowRuns, startShadowRun } from "#contracts/shadow-run.ts";
import { liftHold, placeHold } from "#contracts/throttle.ts";
import { BAD_MIGRATIONS } from "./demo/bad-migrations.ts";
import { CHROMIUM_ARGS } from "./gates/chromium.ts";
import { ensureChromium } from "./gates/ensure-chromium.ts";
import { becomeOwner } from "./gates/owner.ts";
import { startTemporaryStack, type TemporaryStack } from "./gates/temporary-stack.ts";
import { Camera, DESKTOP, settle } from "./shots/camera.ts";
import { rolloutReaches } from "./shots/rollout-reaches.ts";
import { shootOperations } from "./shots/shoot-operations.ts";
import { freePort } from "./stack/free-port.ts";
import { CLONE } from "./stack/installation.ts";

/** Long enough for a chart to have a shape. */
const CHART_MS = 40_000;

const DEMO = "city-coordinates";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "test-results/screenshots" },
    docs: { type: "boolean", default: false },
    /** `bad`: reviews of plans that nobody should approve; `operations`: from the form to the end; `rest`. All of them if not said. */
    only: { type: "string" },
  },
});
const isWanted = (part: "bad" | "operations" | "rest"): boolean => values.only === undefined || values.only === part;

const camera = new Camera(values.out);
const shoot = camera.shoot.bind(camera);

/** As a person presses the buttons, so that names and marks are those of a person. */
async function approveAndStart(page: Page, title: string, database: string): Promise<string> {
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/migrations");
  await page.getByRole("link", { name: title }).first().click();
  await page.getByRole("tab", { name: "Review" }).click();
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await page.getByRole("button", { name: "Start rollout…" }).click();
  await page.getByRole("radio", { name: new RegExp(`^${database}`) }).check();
  await page.getByRole("button", { name: `Start on ${database}` }).click();
  await page.waitForURL(/\/rollouts\/[^/]+$/);
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}

async function tune(api: Api, { id: rolloutId, backfills }: Rollout, batchSize: number, pauseMs: number) {
  const [backfill] = backfills;
  if (!backfill) return;
  await api.call(tuneBackfill, { params: { rolloutId, backfillId: backfill.id }, body: { batchSize, pauseMs } });
}

/** While nothing may run: the banner, the reasons, and the page of the database. */
async function shootHeld(page: Page, api: Api, { id, databaseId }: Rollout): Promise<void> {
  const body = { scope: "database", databaseId, reason: "Incident 42: the primary is overloaded" } as const;
  const { id: holdId } = await api.call(placeHold, { body });
  await rolloutReaches(api, id, ({ backfills }) =>
    backfills.some((it) => it.reasons.some(({ code }) => code === "hold")),
  );
  await shoot(page, "rollout-held", `/rollouts/${id}`);
  await shoot(page, "database-held", `/databases/${databaseId}?tab=throttle`);
  await api.call(liftHold, { params: { holdId } });
}

/** The demo's rollout while it runs, at its gate, and when it has ended. */
async function shootRollout(page: Page, api: Api): Promise<string> {
  const id = await approveAndStart(page, "Store city coordinates as numbers", "places");
  const running = await rolloutReaches(api, id, ({ backfills }) => backfills.some((it) => it.state === "running"));
  await tune(api, running, 300, 200);
  await wait(CHART_MS);
  await settle(page);
  await page.screenshot({ path: join(values.out, "control-room.png"), animations: "disabled" });
  if (values.docs) {
    mkdirSync(join(CLONE, "docs/images"), { recursive: true });
    await page.screenshot({ path: join(CLONE, "docs/images/control-room.png"), animations: "disabled" });
  }
  await tune(api, running, 50, 1_000);
  await shoot(page, "rollout-running", `/rollouts/${id}`);
  await shootHeld(page, api, running);
  await shoot(page, "overview-running", "/");
  await tune(api, running, 5_000, 0);
  const atGate = await rolloutReaches(api, id, ({ waiting }) => waiting.some(({ code }) => code === "gate"));
  await shoot(page, "rollout-gate", `/rollouts/${id}`);
  await shoot(page, "overview-gate", "/");
  const gate = atGate.steps.find(({ kind }) => kind === "gate");
  if (gate)
    await api.call(passGate, { params: { rolloutId: id, stepId: gate.stepId }, body: { comment: "All hosts" } });
  await rolloutReaches(api, id, ({ state }) => state === "succeeded");
  await shoot(page, "rollout-finished", `/rollouts/${id}`);
  await shoot(page, "rollout-report", `/rollouts/${id}/report`);
  return id;
}

/** How the review says that a plan is dangerous. */
async function shootBadMigrations(page: Page, api: Api): Promise<void> {
  const { items: databases } = await api.call(listDatabases);
  const databaseId = databases.find(({ name }) => name === "places")?.id;
  for (const [name, source] of Object.entries(BAD_MIGRATIONS)) {
    const { id } = await api.call(createMigration, { body: { source } });
    await shoot(page, name, `/migrations/${id}?database=${databaseId}`, "What the analysis found");
  }
  const offer = page.getByRole("button", { name: "Apply the safer form" });
  await page.goto(`/migrations/bad-constraints?database=${databaseId}`);
  await offer.first().click();
  await page.getByRole("dialog").locator(".cm-changedLine").first().waitFor();
  await page.screenshot({ path: join(values.out, "safer-form.png"), animations: "disabled" });
  await page.getByRole("button", { name: "Save as revision 2" }).click();
  await page.getByText("revision 2").waitFor();
  await shoot(
    page,
    "safer-form-saved",
    `/migrations/bad-constraints?database=${databaseId}`,
    "What the analysis found",
  );
}

/** The plan on a shadow of the database, as an approver sees it. */
async function runOnShadow(api: Api, databaseId: string, migrationId: string): Promise<void> {
  const params = { migrationId };
  await api.call(startShadowRun, { params, body: { databaseId } });
  for (;;) {
    const { items } = await api.call(listShadowRuns, { params });
    if (items[0]?.state === "done" || items[0]?.state === "failed") return;
    await wait(200);
  }
}

async function shootPages(page: Page, api: Api): Promise<void> {
  const { items: databases } = await api.call(listDatabases);
  const { items: migrations } = await api.call(listMigrations);
  const [database, migration] = [databases[0]?.id, migrations.find(({ name }) => name === DEMO)?.id];
  for (const tab of ["tables", "activity", "throttle", "rollouts", "connection"]) {
    await shoot(page, `database-${tab}`, `/databases/${database}?tab=${tab}`);
  }
  // What the rollout has made is there by now, and the report says so.
  if (database && migration) await runOnShadow(api, database, migration);
  for (const tab of ["plan", "review", "revisions", "rollouts"]) {
    await shoot(page, `migration-${tab}`, `/migrations/${migration}?tab=${tab}`);
  }
  await shoot(page, "migration-edit", `/migrations/${migration}/edit`);
  for (const tab of ["installation", "people", "invites", "tokens", "policies"]) {
    await shoot(page, `settings-${tab}`, `/settings?tab=${tab}`);
  }
  for (const name of [
    "databases",
    "databases/new",
    "applications",
    "migrations",
    "migrations/new",
    "rollouts",
    "approvals",
    "activity",
  ]) {
    await shoot(page, name.replace("/", "-"), `/${name}`);
  }
  await shoot(page, "not-found", "/no-such-page");
}

async function newContext(browser: Browser, { url }: TemporaryStack): Promise<BrowserContext> {
  return browser.newContext({ baseURL: url, viewport: DESKTOP, reducedMotion: "reduce" });
}

/** Before anything has run: the shadow of the whole plan. */
async function shootShadowRun(page: Page, api: Api): Promise<void> {
  const [{ items: databases }, { items: migrations }] = await Promise.all([
    api.call(listDatabases),
    api.call(listMigrations),
  ]);
  const [database, migration] = [databases[0]?.id, migrations.find(({ name }) => name === DEMO)?.id];
  if (!database || !migration) return;
  await runOnShadow(api, database, migration);
  await shoot(page, "shadow-run", `/migrations/${migration}?tab=review`);
}

async function shootAll(page: Page, stranger: Page, api: Api): Promise<void> {
  await shootShadowRun(page, api);
  await shoot(page, "overview-first", "/");
  await shoot(page, "approvals-waiting", "/approvals");
  await shootRollout(page, api);
  await shoot(page, "overview", "/");
  const { url } = await api.call(invitePerson, { body: { email: "paul@example.com", role: "approver" } });
  await shoot(stranger, "invite", url);
  await shootPages(page, api);
}

const stack = await startTemporaryStack(await freePort());
try {
  mkdirSync(values.out, { recursive: true });
  const browser = await chromium.launch({ args: CHROMIUM_ARGS, executablePath: await ensureChromium() });
  const stranger = await (await newContext(browser, stack)).newPage();
  await shoot(stranger, "sign-in", "/sign-in");
  await shoot(stranger, "setup", stack.setupUrl);
  const context = await newContext(browser, stack);
  await becomeOwner(context, stack);
  const page = await context.newPage();
  const api = connectApi(JSON.parse(readFileSync(join(stack.dataDir, "cli.json"), "utf8")));
  // Before the demo's rollout, which takes columns away that they name.
  if (isWanted("bad")) await shootBadMigrations(page, api);
  if (isWanted("operations")) await shootOperations({ camera, page, api, stack });
  if (isWanted("rest")) await shootAll(page, stranger, api);
  await browser.close();
} finally {
  await stack.stop();
}
