import type { Ask } from "./ask.ts";
import { catalogQueries } from "./catalog-queries.ts";

/**
 * All of a schema as lines in order, whatever order its columns have: what an application, a replica or a DBA could
 * notice. Two databases with the same lines are the same but for their rows.
 */
export async function catalogDump(ask: Ask): Promise<readonly string[]> {
  // Without a search path every name in a definition is qualified.
  await ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await ask("SET LOCAL search_path = ''");
  try {
    const [row] = await ask("SELECT current_setting('server_version_num')::int AS version");
    const lines: string[] = [];
    for (const query of catalogQueries(Number(row?.version))) {
      const rows = await ask(query);
      lines.push(...rows.map((it) => String(Object.values(it)[0])));
    }
    return lines.toSorted();
  } finally {
    await ask("ROLLBACK");
  }
}
