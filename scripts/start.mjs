// `npm start` and `npm run dev`: what must happen before there is anything to import. Plain JavaScript for Node 20 on;
// the rest is start.ts, on the Node 24 that the project brings along.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies, node24 } from "./install.mjs";

const clone = fileURLToPath(new URL("..", import.meta.url));

try {
  if (existsSync(join(clone, ".env")) && process.loadEnvFile) process.loadEnvFile(join(clone, ".env"));
  const running = await alreadyRunning();
  if (running) {
    console.log(
      `Sluice is already running: ${running.url}  (process ${running.pid}; Ctrl-C there stops it, or: kill ${running.pid})`,
    );
    process.exit(0);
  }
  await ensureDependencies(clone, { dev: process.argv.includes("--dev") });
  run(node24(clone), [join(clone, "scripts/start.ts"), ...process.argv.slice(2)]);
} catch (error) {
  console.error(`\nSluice did not start. ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** A start of this clone that answers; one that is dead or still starting is start.ts's to judge. */
async function alreadyRunning() {
  try {
    const file = join(resolve(clone, process.env.SLUICE_DATA_DIR ?? ".sluice"), "supervisor.json");
    const { pid, url } = JSON.parse(readFileSync(file, "utf8"));
    process.kill(pid, 0);
    const answer = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(3_000) });
    return answer.ok ? { pid, url } : null;
  } catch {
    return null;
  }
}

function run(node, args) {
  const env = { ...process.env, SLUICE_START_MS: String(Math.round(performance.now())) };
  const child = spawn(node, args, { cwd: clone, env, stdio: "inherit" });
  // A terminal sends Ctrl-C to both of us, `kill` and npm to this one only; start.ts takes two at once for one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  endWithNpm(() => child.kill("SIGTERM"));
  child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/** An npm that is killed outright tells nobody; what it ran would go on behind the person's back. */
function endWithNpm(stop) {
  const npm = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    stop();
  }, 1_000);
  watch.unref();
}
