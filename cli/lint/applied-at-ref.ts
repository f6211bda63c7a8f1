import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { promisify } from "node:util";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";

const run = promisify(execFile);

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-C", folder, ...args], { maxBuffer: 256_000_000 });
  return stdout;
}

/**
 * Of the files those that a git ref has just as they are now: they have run already.
 * @throws CliError where there is no such ref, or no repository.
 */
export async function appliedAtRef(
  files: readonly string[],
  ref: string,
  folder: string,
): Promise<ReadonlySet<string>> {
  try {
    const top = (await git(folder, "rev-parse", "--show-toplevel")).trim();
    const commit = (await git(top, "rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`)).trim();
    const known = new Set((await git(top, "ls-tree", "-r", "-z", "--name-only", commit)).split("\0"));
    for (const changed of (await git(top, "diff", "--name-only", "-z", commit)).split("\0")) known.delete(changed);
    const root = await realpath(top);
    const applied = new Set<string>();
    for (const file of files) {
      const path = relative(root, await realpath(resolve(folder, file))).replaceAll("\\", "/");
      if (known.has(path)) applied.add(file);
    }
    return applied;
  } catch (error) {
    throw new CliError(
      `git does not know what has run before \`${ref}\`. Is this a repository, is git installed, and was the ref fetched (fetch-depth: 0)?`,
      EXIT.usage,
      error,
    );
  }
}
