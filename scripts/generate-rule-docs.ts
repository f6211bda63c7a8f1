// Writes docs/rules.md from the rules of the analysis.
import { writeFileSync } from "node:fs";
import { ruleDocs } from "./rule-docs.ts";

for (const [path, text] of Object.entries(ruleDocs())) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
