// `npm test`: everything, on a fresh clone too. Plain JavaScript for Node 20 on; the rest is test.ts, on Node 24.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies, node24 } from "./install.mjs";

const clone = fileURLToPath(new URL("..", import.meta.url));

try {
  await ensureDependencies(clone, { dev: true });
  const child = spawn(node24(clone), [join(clone, "scripts/test.ts"), ...process.argv.slice(2)], {
    cwd: clone,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(`\nThe tests did not start. ${error instanceof Error ? error.message : error}`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
