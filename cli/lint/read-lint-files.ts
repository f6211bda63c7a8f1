import { readdir, readFile, stat } from "node:fs/promises";
import { join, normalize } from "node:path/posix";
import { mayBeCodeMigration } from "#core/lint/code-migration.ts";
import type { LintFile } from "#core/lint/lint-file.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";

export interface FoundFiles {
  /** SQL that was asked for. */
  readonly sql: readonly LintFile[];
  /** SQL that stands beside a file that was named: its runner runs it before. */
  readonly neighbours: readonly LintFile[];
  readonly plans: readonly LintFile[];
  /** What runners keep beside their migrations. */
  readonly beside: readonly LintFile[];
  /** What may be a migration in code. */
  readonly code: readonly LintFile[];
  /** Files that are no text. */
  readonly unreadable: readonly string[];
}

interface Found {
  readonly sql: Map<string, LintFile>;
  readonly plans: Map<string, LintFile>;
  readonly beside: Map<string, LintFile>;
  readonly code: Map<string, LintFile>;
  readonly unreadable: Set<string>;
}

const PLAN = /\.(ya?ml|json)$/;
const IS_PLAN = /^\s*(\{\s*)?["']?sluice["']?\s*:/m;
const BESIDE = /(^|\/)(metadata\.toml|migration_lock\.toml)$|\.sql\.conf$/;
const LEFT_OUT = /^(node_modules|target|vendor)$|^\../;

/**
 * Reads what the paths name: files as they are, folders with all that is in them.
 * @throws CliError where a path is not there or may not be read.
 */
export async function readLintFiles(
  paths: readonly string[],
  isIgnored: (path: string) => boolean,
  readStandardInput: () => Promise<string>,
): Promise<FoundFiles> {
  const found = nothing();
  const near = nothing();
  const looked = new Set<string>();
  for (const given of paths) {
    if (given === "-") {
      found.sql.set("<stdin>", { path: "<stdin>", text: withoutMark(await readStandardInput()) });
      continue;
    }
    const path = normalize(given).replace(/(.)\/+$/, "$1");
    const kind = await stat(path).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (kind.isDirectory()) await walk(path, found, isIgnored);
    else if (!isIgnored(path)) {
      await take(path, found, PLAN.test(path));
      if (!PLAN.test(path)) await walkNeighbours(path, near, looked);
    }
  }
  return {
    sql: sorted(found.sql),
    neighbours: sorted(near.sql).filter(({ path }) => !found.sql.has(path)),
    plans: sorted(found.plans),
    beside: [...found.beside.values(), ...near.beside.values()],
    code: sorted(found.code),
    unreadable: [...found.unreadable].toSorted(),
  };
}

const nothing = (): Found => ({
  sql: new Map(),
  plans: new Map(),
  beside: new Map(),
  code: new Map(),
  unreadable: new Set(),
});
const sorted = (files: Map<string, LintFile>): readonly LintFile[] =>
  [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));

function unreadable(path: string, error: unknown): CliError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
  return new CliError(`${path} cannot be read (${code}).`, EXIT.usage, error);
}

async function walk(folder: string, found: Found, isIgnored: (path: string) => boolean): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (isIgnored(path)) continue;
    if (entry.isDirectory() && !LEFT_OUT.test(entry.name)) await walk(path, found, isIgnored);
    else if (
      !entry.isDirectory() &&
      (/\.sql$/i.test(path) || PLAN.test(path) || BESIDE.test(path) || mayBeCodeMigration(path))
    ) {
      await take(path, found, false);
    }
  }
}

/** A plan that was named is a plan; one that was found is only if it says so. */
async function take(path: string, found: Found, isNamedPlan: boolean): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const text = decoded(bytes);
  if (text === null) {
    if (!PLAN.test(path) && !mayBeCodeMigration(path)) found.unreadable.add(path);
    return;
  }
  const file = { path, text };
  if (BESIDE.test(path)) found.beside.set(path, file);
  else if (mayBeCodeMigration(path)) found.code.set(path, file);
  else if (!PLAN.test(path)) found.sql.set(path, file);
  else if (isNamedPlan || IS_PLAN.test(text.slice(0, 2_000))) found.plans.set(path, file);
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return withoutMark(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** A byte order mark is no SQL; a space in its place keeps the columns. */
const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text);

/** The folder of a file that was named, and where each migration has its own folder, those beside it. */
async function walkNeighbours(path: string, near: Found, looked: Set<string>): Promise<void> {
  const isFolderEach = /(^|\/)(up|down|migration)\.sql$/.test(path);
  const folder = join(path, isFolderEach ? "../.." : "..");
  if (looked.has(folder)) return;
  looked.add(folder);
  await walkFlat(folder, near, isFolderEach ? 1 : 0);
}

async function walkFlat(folder: string, near: Found, depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (entry.isDirectory() && depth > 0 && !LEFT_OUT.test(entry.name)) await walkFlat(path, near, depth - 1);
    else if (entry.isFile() && (/\.sql$/i.test(path) || BESIDE.test(path)) && !near.sql.has(path)) {
      await take(path, near, false);
    }
  }
}
