// `npm run budgets`: the numbers of code-style, part 6, that CI holds. The others are printed for whoever looks.
import { globSync, readFileSync } from "node:fs";
import { overBudget, type SourceFile } from "./gates/over-budget.ts";
import { CLONE } from "./stack/installation.ts";

/** Exceptions, each with its reason. */
const EXCEPTIONS: Record<string, string> = {};

const paths = globSync(
  "{app,bench,cli,components,contracts,core,e2e,features,scripts,server,test,workers}/**/*.{ts,tsx,mjs}",
  {
    cwd: CLONE,
  },
);
const files: SourceFile[] = paths.map((path) => ({ path, text: readFileSync(`${CLONE}/${path}`, "utf8") }));
const complaints = overBudget(files).filter(({ path }) => !(path in EXCEPTIONS));
for (const { path, says } of complaints) console.error(`${path}: ${says}`);

const lengths = files.map(({ text }) => text.trimEnd().split("\n").length).toSorted((a, b) => a - b);
const at = (share: number) => lengths[Math.floor(lengths.length * share)] ?? 0;
const screens = files.filter(({ path }) => path.endsWith(".tsx"));
const clients = screens.filter(({ text }) => /^["']use client["']/.test(text)).length;
const share = screens.length > 0 ? Math.round((100 * clients) / screens.length) : 0;
console.log(
  `${files.length} files: median ${at(0.5)} lines, 90th percentile ${at(0.9)}; ${share} % of .tsx files are client files.`,
);
process.exit(complaints.length > 0 ? 1 : 0);
