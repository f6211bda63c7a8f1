// Installs the project's dependencies when they are not there. Plain JavaScript for Node 20 on.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { join } from "node:path";

const MIN_FREE_BYTES = 1_300_000_000;

/** Node 24 from the npm package `node`; the one that runs us where that is as new. */
export function node24(clone) {
  const own = join(clone, "node_modules/node/bin/node");
  if (existsSync(own) && spawnSync(own, ["--version"], { stdio: "ignore" }).status === 0) return own;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  throw new Error("Node 24 could not be installed for this machine. Install Node 24 (nodejs.org) and try again.");
}

/** What `npm ci` would change: packages that are missing or of another version than the lock file says. */
export function missingPackages(clone, { dev }) {
  const wanted = packagesOf(join(clone, "package-lock.json"));
  const there = packagesOf(join(clone, "node_modules/.package-lock.json"));
  return Object.entries(wanted).filter(([path, it]) => {
    if (path === "" || it.optional || it.extraneous) return false;
    if (it.dev && !dev) return false;
    return there[path]?.version !== it.version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

export async function ensureDependencies(clone, { dev }) {
  if (Number(process.versions.node.split(".")[0]) < 20) throw new Error("Sluice needs Node 20 or later: nodejs.org.");
  const isComplete = () => missingPackages(clone, { dev }).length === 0 && hasNode(clone);
  if (isComplete()) return;
  const { bavail, bsize } = statfsSync(clone);
  if (bavail * bsize < MIN_FREE_BYTES) throw new Error(diskFull(clone));
  const since = performance.now();
  process.stdout.write("  · installing dependencies (this takes a minute, once)\n");
  // Adding to what is there leaves alone what a running Sluice has loaded; `npm ci` would first delete all.
  const command = existsSync(join(clone, "node_modules/.package-lock.json")) ? ["install", "--no-save"] : ["ci"];
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts=false", "--loglevel=error"];
  const result = await npm(clone, [...command, ...flags, dev ? "--include=dev" : "--omit=dev"]);
  if (result.status !== 0) throw new Error(reason(clone, result.output));
  if (!hasNode(clone)) await npm(clone, ["rebuild", "--ignore-scripts=false", "node"]);
  process.stdout.write(
    `  ✓ dependencies             ${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s\n`,
  );
}

const hasNode = (clone) => existsSync(join(clone, "node_modules/node/bin/node"));
const diskFull = (clone) =>
  `The disk that holds ${clone} is full. Sluice needs about 2 GB there. Free some space and try again.`;

function npm(clone, args) {
  // Prisma's engine is not used, and its download would only slow the install or break it.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
    PRISMA_SKIP_POSTINSTALL_GENERATE: "1",
    NODE_ENV: "",
  };
  const cli = process.env.npm_execpath;
  const [program, first] = cli && /npm-cli\.[cm]?js$/.test(cli) ? [process.execPath, [cli]] : ["npm", []];
  return new Promise((done) => {
    let output = "";
    const child = spawn(program, [...first, ...args], { cwd: clone, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", (error) => done({ status: 1, output: error.message }));
    child.once("exit", (status) => done({ status, output }));
  });
}

function reason(clone, output) {
  if (/ENOSPC|no space left/i.test(output)) return diskFull(clone);
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET/.test(output)) {
    return "The npm registry cannot be reached: check the network, or npm's registry and proxy settings. Then try again.";
  }
  const line =
    output.split("\n").find((it) => /npm error|ERR!/.test(it) && !/code/.test(it)) ?? output.trim().split("\n").at(-1);
  return `npm could not install the dependencies: ${line}. Run "npm ci" to see all of it.`;
}
