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
  const shape = oid === null ? null : await readShape(connection, oid);
  if (oid === null || !shape || !["r", "p"].includes(shape.kind)) {
    throw new DomainError(
      "invalid-plan",
      `There is no table ${quoteTableName(spec.table)} to fill. Check its name and schema.`,
    );
  }
  refuseShape(spec, shape);
  const columns = await readColumns(connection, oid);
  const table = { oid, name: spec.table.name, isPartitioned: shape.kind === "p" };
  const { key, versions } = await chooseKey(connection, table);
  const triggers = await readTriggers(connection, oid);
  const facts = Object.fromEntries([
    ...columns.map((it) => [`column ${it.name}`, describeColumn(it)]),
    [
      "key",
      `${key.source} (${key.columns.map((it, index) => `${it.name} ${it.type} ${it.collation ?? ""} ${versions[index] ?? ""}`.trim()).join(", ")})`,
    ],
    ...triggers.map((it) => [`trigger ${it.name}`, it.definition]),
    // VACUUM FULL, CLUSTER, TRUNCATE and rewriting ALTERs give every row another address.
    ...(key.kind === "address" ? [["relation file", shape.file]] : []),
  ]);
  return { oid, columns, key, facts };
}

interface Shape {
  readonly kind: string;
  readonly file: string;
  /** Tables that inherit from it, other than as partitions. */
  readonly children: readonly string[];
  readonly foreign: readonly string[];
}

async function readShape(connection: Connection, oid: string): Promise<Shape | null> {
  const { rows } = await connection.query(
    `SELECT c.relkind::text AS kind, coalesce(pg_relation_filenode(c.oid), 0)::text AS file,
            array(SELECT i.inhrelid::regclass::text FROM pg_inherits i WHERE i.inhparent = c.oid AND c.relkind = 'r' ORDER BY 1 LIMIT 4) AS children,
            array(SELECT t.relid::regclass::text FROM pg_partition_tree(c.oid) t JOIN pg_class p ON p.oid = t.relid WHERE p.relkind = 'f' ORDER BY 1 LIMIT 4) AS far
       FROM pg_class c WHERE c.oid = $1::oid`,
    [oid],
  );
  const row = rows[0];
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  return row
    ? { kind: String(row.kind), file: String(row.file), children: list(row.children), foreign: list(row.far) }
    : null;
}

/** An UPDATE of an inheritance parent changes its children too, and no key orders the rows of both. */
function refuseShape({ table }: BackfillSpec, { children, foreign }: Shape): void {
  if (children.length > 0) {
    throw new DomainError(
      "invalid-plan",
      `Tables inherit from ${quoteTableName(table)} (${children.join(", ")}): an UPDATE of it changes their rows too, and no key orders the rows of all. Make a backfill step for each child, and a sql step with UPDATE ONLY for rows of the parent itself; or make it a partitioned table.`,
    );
  }
  if (foreign.length > 0) {
    throw new DomainError(
      "invalid-plan",
      `${quoteTableName(table)} has partitions on other servers (${foreign.join(", ")}): their rows and the checkpoint would not be committed together. Make a backfill step for each local partition, and fill the others where they are.`,
    );
  }
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
