import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openSchemaEngine } from "./schema-engine.ts";

const SCHEMA_FILE = join(import.meta.dirname, "../../prisma/schema.prisma");

/** The SQL that a control database lacks to be what `schema.prisma` says, or `null` when it is. */
export async function schemaDrift(databaseUrl: string): Promise<string | null> {
  const files = [{ path: "schema.prisma", content: await readFile(SCHEMA_FILE, "utf8") }];
  await using open = await openSchemaEngine(databaseUrl);
  const { exitCode, stdout } = await open.engine.diff({
    from: { tag: "schemaDatasource", files, configDir: dirname(SCHEMA_FILE) },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return exitCode === 0 ? null : (stdout ?? "");
}
