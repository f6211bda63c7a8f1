import { expect } from "@playwright/test";
import { tuneBackfill } from "#contracts/rollout.ts";
import { pidOf } from "#test/e2e-stack.ts";
import { CHANGE_LOG, cityPlan, WRONG_ROWS } from "./support/city.ts";
import { RolloutPage } from "./support/rollout-page.ts";
import { rolloutNow, start } from "./support/rollouts.ts";
import { localApi } from "./support/stack.ts";
import { test } from "./support/test.ts";

const ROWS = 30_000;
test.use({ rows: ROWS });

/** For what is left when nothing is killed any more: until then there must be rows to do, however slow the machine. */
async function hurry(rolloutId: string): Promise<void> {
  const { id: backfillId = "" } = (await rolloutNow(rolloutId)).backfills[0] ?? {};
  await localApi().call(tuneBackfill, { params: { rolloutId, backfillId }, body: { batchSize: 1_000, pauseMs: 0 } });
}

/** As a crash would: no chance to say goodbye. Resolves when the supervisor has started another. */
async function crash(name: "web" | "worker" | "redis"): Promise<void> {
  const pid = pidOf(name);
  process.kill(pid, "SIGKILL");
  await expect.poll(() => pidOf(name), { timeout: 60_000 }).not.toBe(pid);
}

test("kill -9 of worker, Redis and web: the run goes on and changes each row exactly once", async ({ page, city }) => {
  test.setTimeout(420_000);
  await city.rows(CHANGE_LOG);
  const source = cityPlan({ name: city.name.replace("_", "-"), batch: 50, pause: "500ms", gate: false });
  const { id } = await start(city, source);
  await page.goto(`/rollouts/${id}`);
  const room = new RolloutPage(page);
  const stale = page.getByText(/You see what was true \d+ s ago/);
  await room.expectRowsAbove(0, 120_000);
  await page.evaluate(() => document.documentElement.setAttribute("data-not-reloaded", ""));

  await test.step("the worker", async () => {
    await crash("worker");
    await room.expectRowsAbove(await room.rowsChanged(), 120_000);
  });
  await test.step("Redis", async () => {
    await crash("redis");
    await room.expectRowsAbove(await room.rowsChanged(), 120_000);
  });
  await test.step("web: the page says how old it is, and then is live again", async () => {
    // A killed one is back before a person would notice; a frozen one first shows what the page says meanwhile.
    process.kill(pidOf("web"), "SIGSTOP");
    await expect(stale).toBeVisible({ timeout: 60_000 });
    await crash("web");
    await expect(stale).toBeHidden({ timeout: 120_000 });
    await room.expectRowsAbove(await room.rowsChanged(), 120_000);
  });

  await hurry(id);
  await room.expectState("Succeeded", 240_000);
  await expect(page.locator("html[data-not-reloaded]")).toBeAttached();
  expect(await city.value(WRONG_ROWS)).toBe("0");
  expect(await city.value("SELECT count(*) FROM city_changes")).toBe(String(ROWS));
  expect(await city.value("SELECT count(DISTINCT id) FROM city_changes")).toBe(String(ROWS));
});
