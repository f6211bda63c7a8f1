import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cruise, sourceFiles } from "./stack/cruise.ts";
import { CLONE } from "./stack/installation.ts";

/** For each rule a tree that breaks it: file and what it imports. Other files are empty. */
const PLANTED: Record<string, Record<string, string>> = {
  "core-domain-imports": { "core/domain/a.ts": "#core/plan/b.ts", "core/plan/b.ts": "" },
  "core-imports": { "core/plan/a.ts": "#contracts/b.ts", "contracts/b.ts": "" },
  "contracts-imports": { "contracts/a.ts": "#core/plan/b.ts", "core/plan/b.ts": "" },
  "server-imports": { "server/a.ts": "#workers/b.ts", "workers/b.ts": "" },
  "workers-imports": { "workers/a.ts": "#cli/b.ts", "cli/b.ts": "" },
  "cli-imports": { "cli/a.ts": "#features/b.ts", "features/b.ts": "" },
  "components-imports": { "components/a.ts": "#contracts/b.ts", "contracts/b.ts": "" },
  "features-imports": { "features/databases/a.ts": "#server/b.ts", "server/b.ts": "" },
  "app-imports": { "app/page.tsx": "#workers/b.ts", "workers/b.ts": "" },
  "no-engine-imports-another": {
    "core/engines/sqlite/a.ts": "#core/engines/postgres/b.ts",
    "core/engines/postgres/b.ts": "",
  },
  "no-feature-imports-another": { "features/databases/a.ts": "#features/plans/b.ts", "features/plans/b.ts": "" },
  "app-pages-are-thin": { "app/button.tsx": "#server/b.ts", "server/b.ts": "" },
  "screen-never-reaches-server": {
    "features/databases/a.ts": "#contracts/b.ts",
    "contracts/b.ts": "#contracts/c.ts",
    "contracts/c.ts": "#server/d.ts",
    "server/d.ts": "",
  },
  "frameworks-stay-on-the-screen": { "server/a.ts": "react" },
  "prisma-in-repositories": {
    "server/databases/register-database.ts": "#prisma/client/client.ts",
    "prisma/client/client.ts": "",
  },
  "queue-and-redis-behind-ports": { "server/databases/a.ts": "bullmq" },
  "zod-in-contracts": { "core/plan/a.ts": "zod" },
  "drivers-outside-core": { "core/engines/postgres/a.ts": "pg" },
  "tests-only-in-tests": { "server/a.ts": "#test/b.ts", "test/b.ts": "" },
  "no-server-only": { "server/a.ts": "server-only" },
  "no-cycles": { "core/plan/a.ts": "#core/plan/b.ts", "core/plan/b.ts": "#core/plan/a.ts" },
  resolvable: { "core/plan/a.ts": "#core/plan/missing.ts" },
};

function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "sluice-boundaries-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["package.json", "tsconfig.json"]) cpSync(join(CLONE, name), join(root, name));
  symlinkSync(join(CLONE, "node_modules"), join(root, "node_modules"));
  for (const [file, imported] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    const text = imported ? `import * as it from ${JSON.stringify(imported)};\nexport const seen = it;\n` : "";
    writeFileSync(join(root, file), text || "export const nothing = 0;\n");
  }
  return root;
}

/** One tree holds all of them; the rule's name is in its files' names. */
function named(rule: string, files: Record<string, string>): Record<string, string> {
  const rename = (path: string) => path.replace(/([^/]+)$/, `${rule}-$1`);
  const entries = Object.entries(files).map(([file, imported]) => [
    rename(file),
    imported.startsWith("#") ? rename(imported) : imported,
  ]);
  return Object.fromEntries(entries);
}

const plantedTree = () =>
  plant(Object.assign({}, ...Object.entries(PLANTED).map(([rule, files]) => named(rule, files))));

test("every rule fails on the violation that was planted for it", { timeout: 60_000 }, () => {
  const config = createRequire(import.meta.url)(join(CLONE, ".dependency-cruiser.cjs"));
  const rules = config.forbidden.map(({ name }: { name: string }) => name);
  const { violations } = cruise(plantedTree());
  const failed = violations.filter(({ rule, from }) => from.includes(`/${rule}-`)).map(({ rule }) => rule);
  expect([...new Set(failed)].toSorted()).toEqual(rules.toSorted());
});

test("what the house allows passes", { timeout: 60_000 }, () => {
  const { violations } = cruise(
    plant({
      "core/domain/a.ts": "",
      "contracts/b.ts": "#core/domain/a.ts",
      "server/databases/c-repository.ts": "#prisma/client/client.ts",
      "prisma/client/client.ts": "",
      "server/queue/d.ts": "bullmq",
      "workers/e.ts": "#server/queue/d.ts",
      "features/databases/f.ts": "#contracts/b.ts",
      "app/page.tsx": "#features/databases/f.ts",
    }),
  );
  expect(violations).toEqual([]);
});

test("a run over the repository sees every source file", { timeout: 120_000 }, () => {
  const files = sourceFiles(CLONE);
  const { modules } = cruise(CLONE);
  expect(files.filter((file) => !modules.includes(file))).toEqual([]);
});
