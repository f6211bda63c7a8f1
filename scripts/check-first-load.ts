// `npm run first-load`: gzipped JavaScript that the overview page asks for before it can be used.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { firstLoadFiles } from "./gates/first-load-files.ts";
import { distDir } from "./stack/build-web.ts";
import { CLONE } from "./stack/installation.ts";

const BUDGET_BYTES = 250_000;
const ROUTE = process.argv[2] ?? "/";

const dist = join(CLONE, distDir());
const files = firstLoadFiles(dist, ROUTE);
if (files.length === 0) {
  console.error(`No build of the route ${ROUTE} in ${dist}: run "npm run build" first.`);
  process.exit(1);
}
const sizes = files.map((file) => [file, gzipSync(readFileSync(join(dist, file))).length] as const);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [file, size] of sizes.toSorted((a, b) => b[1] - a[1]).slice(0, 5)) console.log(`${kb(size)}  ${file}`);
console.log(`${kb(total)} kB gzipped for ${ROUTE}; at most ${kb(BUDGET_BYTES)} kB.`);
process.exit(total > BUDGET_BYTES ? 1 : 0);

function kb(bytes: number): string {
  return (bytes / 1_000).toFixed(1).padStart(7);
}
