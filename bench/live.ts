// `npm run bench:live -- --json`: how old is what a person sees, and how soon does a pause hold? On the real stack.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { Client } from "pg";
import { connectApi } from "#cli/api.ts";
import { registerDatabase } from "#contracts/database.ts";
import { createMigration, reviewMigration, submitMigration } from "#contracts/migration.ts";
import { startRollout } from "#contracts/rollout.ts";
import { CHROMIUM_ARGS } from "#scripts/gates/chromium.ts";
import { ensureChromium } from "#scripts/gates/ensure-chromium.ts";
import { becomeOwner } from "#scripts/gates/owner.ts";
import { startTemporaryStack, type TemporaryStack } from "#scripts/gates/temporary-stack.ts";
import { freePort } from "#scripts/stack/free-port.ts";

const ROWS = 1_200_000;
const WATCH_MS = 30_000;
const PAUSES = 15;

const PLAN = `sluice: 1
name: bench-live
title: Bench
engine: postgresql
phases:
  expand:
    - sql: ALTER TABLE item ADD COLUMN price integer
      undo: ALTER TABLE item DROP COLUMN price
  backfill:
    - backfill: { table: item, set: { price: "cost::integer" }, where: price IS NULL, batch: 500, pause: 25ms }
`;

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (line: string) => process.stderr.write(`${line}\n`);

async function makeTarget({ adminUrl }: TemporaryStack): Promise<string> {
  const url = new URL(adminUrl);
  const run = async (sql: string) => {
    const client = new Client({ connectionString: url.href });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run("CREATE DATABASE bench");
  url.pathname = "/bench";
  await run("CREATE TABLE item (id bigint PRIMARY KEY, cost text NOT NULL)");
  await run(`INSERT INTO item SELECT i, (i % 10000)::text FROM generate_series(1, ${ROWS}) i`);
  await run("VACUUM ANALYZE item");
  return url.href;
}

/** Answers the address of the rollout's page. */
async function startBackfill(stack: TemporaryStack): Promise<string> {
  const api = connectApi(JSON.parse(readFileSync(join(stack.dataDir, "cli.json"), "utf8")));
  const target = { url: await makeTarget(stack) };
  const { id: databaseId } = await api.call(registerDatabase, { body: { name: "bench", target } });
  const { id: migrationId, digest } = await api.call(createMigration, { body: { source: PLAN } });
  const params = { migrationId };
  await api.call(submitMigration, { params, body: { databaseId } });
  await api.call(reviewMigration, { params, body: { decision: "approve", digest } });
  const { id } = await api.call(startRollout, { body: { migrationId, databaseId, digest } });
  return `${stack.url}/rollouts/${id}`;
}

/** When each sample's newest batch had committed, and how long after that the figure on the page had changed. */
async function watchFigures(page: Page): Promise<{ readonly committedAt: number; readonly ms: number }[]> {
  return page.evaluate(async (watchMs) => {
    const figure = document.querySelector<HTMLElement>('[data-testid="rows-changed"]');
    if (!figure) throw new Error("There is no figure to watch.");
    const seen: { committedAt: number; ms: number }[] = [];
    let last = Number(figure.dataset.committedAt);
    const observer = new MutationObserver(() => {
      const committedAt = Number(figure.dataset.committedAt);
      if (committedAt === last) return;
      last = committedAt;
      seen.push({ committedAt, ms: Date.now() - committedAt });
    });
    observer.observe(figure, { attributes: true, childList: true, characterData: true, subtree: true });
    await new Promise((resolve) => setTimeout(resolve, watchMs));
    observer.disconnect();
    return seen;
  }, WATCH_MS);
}

/** From the press on Pause, as the page gets it, until it says "Paused". */
async function pauseOnce(page: Page): Promise<number> {
  const paused = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let since = Number.NaN;
        addEventListener("click", () => (since = performance.now()), { capture: true, once: true });
        const state = document.querySelector('[data-testid="run-state"]');
        const observer = new MutationObserver(() => {
          if (state?.textContent !== "Paused") return;
          observer.disconnect();
          resolve(performance.now() - since);
        });
        if (state) observer.observe(state, { childList: true, characterData: true, subtree: true });
      }),
  );
  await page.getByRole("button", { name: /^Pause\b/ }).click();
  const ms = await paused;
  await page.getByRole("button", { name: /^Resume\b/ }).click();
  // The worker is at work again: a pause of something that has not begun would cost nothing.
  const before = await page.getByTestId("rows-changed").textContent();
  await page.waitForFunction(
    (text) => document.querySelector('[data-testid="rows-changed"]')?.textContent !== text,
    before,
  );
  return ms;
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
}

async function measure(page: Page) {
  await page.waitForFunction(
    () => Number(document.querySelector<HTMLElement>('[data-testid="rows-changed"]')?.dataset.committedAt) > 0,
    undefined,
    { timeout: 120_000 },
  );
  say(`watching for ${WATCH_MS / 1_000} s`);
  const seen = await watchFigures(page);
  const pauses: number[] = [];
  for (let count = 1; count <= PAUSES; count++) {
    pauses.push(await pauseOnce(page));
    say(`pause ${count} of ${PAUSES}: ${Math.round(pauses.at(-1) ?? 0)} ms`);
  }
  const lags = seen.map(({ ms }) => ms);
  // A sample bundles the batches since the one before; its oldest has waited that long more.
  const gaps = seen.slice(1).map(({ committedAt }, at) => committedAt - (seen[at]?.committedAt ?? committedAt));
  return {
    event_to_pixel_p50_ms: quantile(lags, 0.5),
    event_to_pixel_p95_ms: quantile(lags, 0.95),
    pause_p95_ms: quantile(pauses, 0.95),
    sample_interval_p50_ms: quantile(gaps, 0.5),
    samples: lags.length,
    pauses: pauses.length,
  };
}

const stack = await startTemporaryStack(await freePort());
try {
  say(`${ROWS.toLocaleString("en")} rows`);
  const url = await startBackfill(stack);
  const executablePath = await ensureChromium();
  const browser = await chromium.launch({ args: CHROMIUM_ARGS, executablePath });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await becomeOwner(context, stack);
  const page = await context.newPage();
  await page.goto(url);
  const result = await measure(page);
  await browser.close();
  if (values.json) console.log(JSON.stringify(result));
  else for (const [name, figure] of Object.entries(result)) console.log(`${name}: ${figure}`);
} finally {
  await stack.stop();
}
