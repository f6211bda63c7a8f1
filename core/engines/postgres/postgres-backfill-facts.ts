import { createHash } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey, BackfillSpec } from "../backfill-store.ts";
import type { Connection } from "../connection.ts";
import type { ColumnDetail } from "../introspector.ts";
import { chooseKey } from "./postgres-backfill-key.ts";
import { oidOf, readColumns, readTriggers } from "./postgres-catalog.ts";
import { quoteTableName } from "./postgres-names.ts";

/** Of the format of checkpoints; a worker refuses one that it does not know. */
export const PROTOCOL = 1;

/** What a backfill depends on: name of a thing to its description. Stored, so that a difference can be named. */
export type TableFacts = Readonly<Record<string, string>>;

export interface TableState {
  readonly oid: string;
  readonly columns: readonly ColumnDetail[];
  readonly key: BackfillKey;
  readonly facts: TableFacts;
}

/** @throws DomainError `invalid-plan` when there is no such table, or no key. */
export async function readTableState(connection: Connection, spec: BackfillSpec): Promise<TableState> {
  const oid = await oidOf(connection, spec.table);
  const found =
    oid === null ? null : await connection.query("SELECT relkind AS kind FROM pg_class WHERE oid = $1::oid", [oid]);
  if (oid === null || !["r", "p"].includes(String(found?.rows[0]?.kind))) {
    throw new DomainError(
      "invalid-plan",
      `There is no table ${quoteTableName(spec.table)} to fill. Check its name and schema.`,
    );
  }
  const columns = await readColumns(connection, oid);
  const { key, versions } = await chooseKey(connection, oid, spec.table.name);
  const triggers = await readTriggers(connection, oid);
  const facts = Object.fromEntries([
    ...columns.map((it) => [`column ${it.name}`, describeColumn(it)]),
    [
      "key",
      `${key.source} (${key.columns.map((it, index) => `${it.name} ${it.type} ${it.collation ?? ""} ${versions[index] ?? ""}`.trim()).join(", ")})`,
    ],
    ...triggers.map((it) => [`trigger ${it.name}`, it.definition]),
  ]);
  return { oid, columns, key, facts };
}

const describeColumn = (it: ColumnDetail): string =>
  [
    it.type,
    it.nullable ? null : "NOT NULL",
    it.collation && `COLLATE ${it.collation}`,
    it.generated && "generated",
    it.identity && "identity",
  ]
    .filter((part) => typeof part === "string")
    .join(" ");

const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

const sorted = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));

export const tableHashOf = (facts: TableFacts): string => sha256(sorted(facts));

export const planHashOf = (spec: BackfillSpec, key: BackfillKey, facts: TableFacts): string =>
  sha256([PROTOCOL, quoteTableName(spec.table), sorted(spec.set), spec.where, key, tableHashOf(facts)]);

/** One sentence part for each thing that is not as it was. */
export function differencesOf(before: TableFacts, now: TableFacts): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return names.flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was === is) return [];
    if (was === undefined) return [`${name} is new (${is})`];
    return [is === undefined ? `${name} is gone` : `${name} was ${was} and is ${is}`];
  });
}
