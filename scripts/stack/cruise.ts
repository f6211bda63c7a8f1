import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { CLONE } from "./installation.ts";

const FOLDERS = [
  "app",
  "bench",
  "cli",
  "components",
  "contracts",
  "core",
  "e2e",
  "features",
  "scripts",
  "server",
  "test",
  "workers",
];

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}
interface CruiseOutput {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** The TypeScript of a tree of this layout. */
export const sourceFiles = (root: string): readonly string[] =>
  globSync(`{${FOLDERS.join(",")}}/**/*.{ts,tsx}`, { cwd: root }).filter((file) => !file.endsWith(".d.ts"));

/** Checks the import directions of a tree of this layout. */
export function cruise(root: string): {
  readonly modules: readonly string[];
  readonly violations: readonly Violation[];
} {
  const bin = join(CLONE, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const args = [bin, "--config", join(CLONE, ".dependency-cruiser.cjs"), "--output-type", "json", ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1e9 });
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser said: ${stderr || stdout}`);
  const { modules, summary }: CruiseOutput = JSON.parse(stdout);
  return {
    modules: modules.map(({ source }) => source),
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
