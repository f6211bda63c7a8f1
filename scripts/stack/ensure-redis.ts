import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { findRedis } from "./redis-server.ts";
import { isDiskFull, StartError } from "./start-error.ts";

const POLICY_FILE = "/usr/sbin/policy-rc.d";
const HOW = process.platform === "darwin" ? "brew install redis" : "sudo apt-get install redis-server";

/** Finds a Redis, or installs Debian's where this process may. Answers whether it had to. */
export function ensureRedis(): boolean {
  if (findRedis()) return false;
  // SLUICE_NO_INSTALL: leave the system as it is.
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && !process.env.SLUICE_NO_INSTALL;
  if (mayInstall) aptInstall("redis-server");
  if (findRedis()) return mayInstall;
  throw new StartError(
    `There is no redis-server or valkey-server on PATH. Install one, for example with "${HOW}", or set REDIS_URL to a server of your own.`,
  );
}

/** Debian starts a service when it installs one; ours is private, so the system is asked not to. */
export function aptInstall(...names: readonly string[]): void {
  const ourPolicy = !existsSync(POLICY_FILE);
  if (ourPolicy) writeFileSync(POLICY_FILE, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args: readonly string[]) => spawnSync("apt-get", ["-q", ...args], { env, encoding: "utf8" });
    const install = () => apt("install", "-y", "--no-install-recommends", ...names);
    let result = install();
    if (result.status !== 0) {
      apt("update");
      result = install();
    }
    if (result.status !== 0 && isDiskFull(`${result.stdout}${result.stderr}`)) {
      throw new StartError(
        `The disk is full: ${names.join(", ")} could not be installed. Free some space and try again.`,
      );
    }
  } finally {
    if (ourPolicy) rmSync(POLICY_FILE, { force: true });
  }
}
