import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const NAME = "sluice-lint.yaml";

/** The configuration of a folder: its own, or that of the nearest folder above in the same repository. */
export function findLintConfig(folder: string): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, NAME))) return join(at, NAME);
    if (existsSync(join(at, ".git")) || at === dirname(at)) return null;
  }
}
