import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { CLONE } from "./installation.ts";

const CLIENT_DIR = join(CLONE, "prisma/client");
const STAMP = join(CLIENT_DIR, ".schema-hash");

/** Generates Prisma's client when the schema or Prisma has changed. Answers whether it did. */
export async function generatePrismaClient(): Promise<boolean> {
  const schema = join(CLONE, "prisma/schema.prisma");
  const prisma = createRequire(import.meta.url).resolve("prisma/package.json");
  const hash = createHash("sha256").update(readFileSync(schema)).update(readFileSync(prisma)).digest("hex");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return false;
  const { PRISMA_HIDE_UPDATE_MESSAGE = "1", ...env } = process.env;
  await promisify(execFile)(
    process.execPath,
    [join(prisma, "../build/index.js"), "generate", "--schema", schema, "--no-hints"],
    // Its own engine would be downloaded; generating needs none.
    {
      cwd: CLONE,
      env: { ...env, PRISMA_HIDE_UPDATE_MESSAGE, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true", CHECKPOINT_DISABLE: "1" },
    },
  );
  writeFileSync(STAMP, hash);
  return true;
}
