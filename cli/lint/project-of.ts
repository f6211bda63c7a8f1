import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The kind of project that a folder belongs to: the nearest `Cargo.toml` or `go.mod` at or above it says so. */
export function projectOf(folder: string): "rust" | "go" | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, "Cargo.toml"))) return "rust";
    if (existsSync(join(at, "go.mod"))) return "go";
    if (existsSync(join(at, ".git")) || at === dirname(at)) return null;
  }
}
