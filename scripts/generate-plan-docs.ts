// Writes docs/plan.schema.json and docs/plan-document.md from the contract of the plan document.
import { writeFileSync } from "node:fs";
import { planDocs } from "./plan-docs.ts";

for (const [path, text] of Object.entries(planDocs())) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
