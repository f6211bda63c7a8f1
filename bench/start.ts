// `npm run bench:start -- --json`: how long a person waits. A fresh clone of HEAD until the page answers, and again.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (line: string) => process.stderr.write(`${line}\n`);

const root = mkdtempSync(join(tmpdir(), "sluice-bench-"));
chmodSync(root, 0o755);
const clone = join(root, "sluice");

/** From the command until the page answers; then Ctrl-C, until everything has ended. */
async function startOnce(): Promise<number> {
  const since = performance.now();
  // Without our variables, which would point it at another installation; without Node 24, which it must get itself.
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SLUICE_|DATABASE_URL|REDIS_URL|PORT$|npm_|NODE)/.test(name),
  );
  const path = (process.env.PATH ?? "")
    .split(":")
    .filter((it) => !it.includes("node_modules"))
    .join(":");
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(kept), PATH: path, NODE_ENV: "production" };
  const child = spawn("npm", ["start"], { cwd: clone, env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface(child.stdout);
  let url = "";
  for await (const line of lines) {
    say(`  ${line}`);
    url = /^\s+Open\s+(\S+)/.exec(line)?.[1] ?? url;
    if (/^\s+Stop\s/.test(line)) break;
  }
  lines.close();
  child.stdout.resume();
  if (!url) throw new Error("Sluice did not start.");
  const page = await fetch(url);
  if (!page.ok) throw new Error(`${new URL(url).origin} answered ${page.status}.`);
  await page.text();
  const seconds = (performance.now() - since) / 1_000;
  child.kill("SIGINT");
  await ended;
  return Math.round(seconds * 10) / 10;
}

try {
  execFileSync("git", ["clone", "--quiet", "--local", join(import.meta.dirname, ".."), clone]);
  say("cold start");
  const cold = await startOnce();
  say("warm start");
  const warm = await startOnce();
  console.log(values.json ? JSON.stringify({ cold_s: cold, warm_s: warm }) : `cold ${cold} s, warm ${warm} s`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
