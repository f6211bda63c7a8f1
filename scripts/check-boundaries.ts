// `npm run boundaries`: the import directions of the house, and that the tool which checks them saw every file.

import { cruise, sourceFiles } from "./stack/cruise.ts";
import { CLONE } from "./stack/installation.ts";

const files = sourceFiles(CLONE);
const { modules, violations } = cruise(CLONE);
const unseen = files.filter((file) => !modules.includes(file));
for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
for (const file of unseen) console.error(`not seen by dependency-cruiser: ${file}`);
console.log(`${modules.length} modules, ${violations.length} violations.`);
process.exit(violations.length + unseen.length > 0 ? 1 : 0);
