import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { CliEnv } from "#server/env.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";

export interface Credentials {
  readonly url: string;
  readonly token: string;
}

/** The installation's file of this folder, or of the clone that this command is part of. */
async function findFile(dataDir: string, places: readonly string[]): Promise<string | null> {
  for (const place of places) {
    const file = join(resolve(place, dataDir), "cli.json");
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) continue;
    // Windows has no such modes.
    if (process.platform !== "win32" && (found.mode & 0o077) !== 0) {
      throw new CliError(`${file} holds a token and can be read by others. Run: chmod 600 '${file}'`, EXIT.notAllowed);
    }
    return file;
  }
  return null;
}

/** What `npm start` writes for who can read the files of the installation. */
function credentialsOf(content: unknown): Credentials {
  const { url, token } = Object(content) as { readonly url?: unknown; readonly token?: unknown };
  if (typeof url !== "string" || !URL.canParse(url) || typeof token !== "string" || token === "") {
    throw new TypeError("url and token are wanted");
  }
  return { url: url.replace(/\/+$/, ""), token };
}

async function readCliFile(file: string): Promise<Credentials> {
  try {
    return credentialsOf(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    throw new CliError(
      `${file} cannot be read as credentials. Start Sluice again with npm start to renew it.`,
      EXIT.notAllowed,
      error,
    );
  }
}

/**
 * SLUICE_TOKEN with SLUICE_URL, else the local installation's `cli.json`.
 * @throws CliError saying how to come by a token.
 */
export async function findCredentials(env: CliEnv, cwd: string): Promise<Credentials> {
  const clone = dirname(import.meta.dirname);
  if (env.token && env.url) return { url: env.url.replace(/\/+$/, ""), token: env.token };
  const file = await findFile(env.dataDir, [cwd, clone]);
  if (file) {
    const found = await readCliFile(file);
    // A token is for one installation: that of the file is sent to no other address.
    if (env.token) return { url: found.url, token: env.token };
    if (!env.url || env.url.replace(/\/+$/, "") === found.url) return found;
  }
  const missing = env.token ? "SLUICE_URL" : "SLUICE_TOKEN";
  throw new CliError(
    `No credentials: ${missing} is not set${file ? "" : " and there is no .sluice/cli.json here"}. ` +
      "Set SLUICE_URL and SLUICE_TOKEN (Settings, API tokens), or run this in the folder of a running installation.",
    EXIT.notAllowed,
  );
}
