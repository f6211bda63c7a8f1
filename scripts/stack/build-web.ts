import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "./installation.ts";
import { runChild } from "./run-child.ts";
import { diskFull, isDiskFull, StartError } from "./start-error.ts";

const SOURCES = [
  "{app,components,features,contracts,core,server,public}/**/*",
  "{package-lock.json,package.json,next.config.js,postcss.config.mjs,tsconfig.json,prisma/schema.prisma}",
];
const NOT_SOURCES = /\.(test|test-d)\.tsx?$/;

export const distDir = (): string => process.env.SLUICE_NEXT_DIST ?? ".next";

/** One number for all that goes into the build. */
export function sourcesHash(): string {
  const hash = createHash("sha256");
  for (const entry of globSync(SOURCES, { cwd: CLONE, withFileTypes: true }).toSorted(byPath)) {
    if (!entry.isFile() || NOT_SOURCES.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

const byPath = (a: { parentPath: string; name: string }, b: { parentPath: string; name: string }) =>
  join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1;

/** Builds the web app unless the last build is of these sources. Answers whether it built. */
export async function buildWeb(logFile: string): Promise<boolean> {
  const stamp = join(CLONE, distDir(), "sluice-sources");
  const hash = sourcesHash();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  rmSync(stamp, { force: true });
  const next = join(CLONE, "node_modules/next/dist/bin/next");
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", CI: "1" };
  const { ok, output } = await runChild([process.execPath, next, "build"], { env, logFile });
  if (!ok) {
    if (isDiskFull(output)) throw diskFull(CLONE);
    throw new StartError(`The web app did not build: ${firstError(output)} Its log: ${logFile}`);
  }
  writeFileSync(stamp, hash);
  return true;
}

function firstError(text: string): string {
  const line = text.split("\n").find((it) => /error/i.test(it));
  return line ? `${line.trim().slice(0, 200)}.` : "";
}
