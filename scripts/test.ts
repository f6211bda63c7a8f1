// All gates and tests, each with its time; ends with "N passed, N failed". `npm test -- unit e2e` runs only those;
// `--all-versions` runs what is for PostgreSQL on 14 to 18, also where two of them are the rule.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium } from "./gates/ensure-chromium.ts";
import { type Outcome, playwrightOutcome, vitestOutcome } from "./gates/outcome.ts";
import { runVisibly } from "./gates/run-visibly.ts";
import { ensureRedis } from "./stack/ensure-redis.ts";
import { killChildren } from "./stack/run-child.ts";

const reports = mkdtempSync(join(tmpdir(), "sluice-reports-"));
const PASSED: Outcome = { passed: 1, failed: 0 };
const FAILED: Outcome = { passed: 0, failed: 1 };

const gate =
  (...command: readonly string[]) =>
  async () =>
    (await runVisibly(command)) ? PASSED : FAILED;

function vitest(project: string, env: Readonly<Record<string, string>> = {}) {
  return async () => {
    const report = join(reports, `${project}.json`);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const ok = await runVisibly(["vitest", "run", "--project", project, ...reporters], env);
    return vitestOutcome(report, ok);
  };
}

async function playwright() {
  const report = join(reports, "e2e.json");
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: report, CI: "1" };
  const ok = await runVisibly(["playwright", "test", "--reporter=list,json"], env);
  return playwrightOutcome(report, ok);
}

const isAllVersions = process.argv.includes("--all-versions");
const versions = (rule: string) => ({ PG_VERSIONS: isAllVersions ? "all" : (process.env.PG_VERSIONS ?? rule) });

/** In this order: what fails soonest comes first. */
const STAGES: Record<string, () => Promise<Outcome>> = {
  generate: gate("node", "scripts/generate.ts"),
  lint: gate("biome", "check", "--reporter=summary", "."),
  types: gate("tsc", "--noEmit", "--incremental", "false"),
  boundaries: gate("node", "scripts/check-boundaries.ts"),
  knip: gate("knip", "--no-progress"),
  budgets: gate("node", "scripts/check-budget.ts"),
  unit: vitest("unit"),
  conformance: vitest("conformance", versions("all")),
  integration: vitest("integration", versions("15,18")),
  build: gate("node", "scripts/build.ts"),
  "first-load": gate("node", "scripts/check-first-load.ts"),
  e2e: playwright,
};

process.on("SIGINT", () => {
  killChildren();
  process.exit(130);
});

const wanted = process.argv.slice(2).filter((name) => name in STAGES);
const names = wanted.length > 0 ? wanted : Object.keys(STAGES);
let [passed, failed] = [0, 0];

async function stage(name: string, work: () => Promise<Outcome>): Promise<void> {
  const since = performance.now();
  console.log(`\n── ${name}`);
  const outcome = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return FAILED;
  });
  passed += outcome.passed;
  failed += outcome.failed;
  const time = ((performance.now() - since) / 1_000).toFixed(1);
  console.log(
    `${outcome.failed > 0 ? "✗" : "✓"} ${name}: ${outcome.passed} passed, ${outcome.failed} failed, ${time} s`,
  );
}

await stage("redis", async () => {
  ensureRedis();
  return { passed: 0, failed: 0 };
});
if (names.includes("e2e")) {
  await stage("chromium", async () => {
    await ensureChromium();
    return { passed: 0, failed: 0 };
  });
}
for (const name of names) {
  const work = STAGES[name];
  if (work) await stage(name, work);
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
