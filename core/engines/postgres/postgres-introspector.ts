import { createHash } from "node:crypto";
import type { Connection } from "../connection.ts";
import type { Introspector, TableRef } from "../introspector.ts";
import { readActivity, readHolders } from "./postgres-activity.ts";
import { readTable, readTables } from "./postgres-catalog.ts";
import { quoteTableName } from "./postgres-names.ts";
import { probePostgres } from "./postgres-probe.ts";
import { readNames } from "./postgres-schema-names.ts";

export const postgresIntrospector: Introspector = {
  probe: probePostgres,
  tables: readTables,
  table: readTable,
  names: readNames,
  activity: readActivity,
  holders: readHolders,

  async fingerprint(connection, tables) {
    const facts: unknown[] = [];
    for (const table of byName(tables)) facts.push([quoteTableName(table), await schemaFacts(connection, table)]);
    return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
  },
};

const byName = (tables: readonly TableRef[]): readonly TableRef[] =>
  tables.toSorted((a, b) => (quoteTableName(a) < quoteTableName(b) ? -1 : 1));

/** What a plan depends on; sizes, statistics and triggers (those of a sync too) may change meanwhile. */
async function schemaFacts(connection: Connection, ref: TableRef): Promise<unknown> {
  const table = await readTable(connection, ref);
  if (!table) return null;
  const { kind, columns, constraints, indexes } = table;
  const keys = indexes.filter((it) => it.unique).map((it) => [it.name, it.definition, it.valid]);
  return { kind, columns, constraints, keys };
}
