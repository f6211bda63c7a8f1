import type { Release } from "./operation-case.ts";

/** A table that most cases are about, under plain names or under names that break careless quoting. */
export interface Shop {
  /** Ends the names of cases. */
  readonly suffix: "" | "-hostile-names";
  /** Quoted; a second schema has a table of the same name. */
  readonly schema: string;
  readonly namesakeSchema: string;
  /** Plain, as plan documents name columns. */
  readonly names: {
    readonly table: string;
    readonly other: string;
    readonly key: string;
    readonly number: string;
    readonly note: string;
    /** Not there yet: for what an operation makes. */
    readonly fresh: string;
  };
}

export const PLAIN: Shop = {
  suffix: "",
  schema: "public",
  namesakeSchema: "archive",
  names: { table: "orders", other: "lines", key: "id", number: "amount", note: "note", fresh: "fresh" },
};

/** Mixed case, quotes, a backslash, unicode, a reserved word, and 63 bytes. */
export const HOSTILE: Shop = {
  suffix: "-hostile-names",
  schema: `"Läden ""x"""`,
  namesakeSchema: `"läden ""x"""`,
  names: {
    table: "Select",
    other: `o'ther\\ "größe" ${"ü".repeat(22)}u`,
    key: "Id",
    number: `order "n"`,
    note: `${"ñ".repeat(31)}x`,
    fresh: `${"ø".repeat(31)}'`,
  },
};

export const SHOPS = [PLAIN, HOSTILE];

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Quoted, each with its schema. */
export const tablesOf = (shop: Shop) => ({
  table: `${shop.schema}.${quoted(shop.names.table)}`,
  namesake: `${shop.namesakeSchema}.${quoted(shop.names.table)}`,
  other: `${shop.schema}.${quoted(shop.names.other)}`,
});
export const columnsOf = ({ names }: Shop) => ({
  key: quoted(names.key),
  number: quoted(names.number),
  note: quoted(names.note),
});

/** Both tables, described and granted, the namesake in the other schema. */
export function shopSetup(shop: Shop): string {
  const { table, namesake } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  const of = (
    name: string,
  ) => `CREATE TABLE ${name} (${key} bigint PRIMARY KEY, ${number} bigint, ${note} text DEFAULT 'none');
GRANT SELECT, UPDATE (${note}) ON ${name} TO pg_monitor;
GRANT INSERT ON ${name} TO pg_read_all_stats WITH GRANT OPTION;
COMMENT ON TABLE ${name} IS 'what ''was'' sold';
COMMENT ON COLUMN ${name}.${note} IS 'free text';`;
  return `CREATE SCHEMA IF NOT EXISTS ${shop.schema};
CREATE SCHEMA ${shop.namesakeSchema};
${of(table)}
${of(namesake)}`;
}

export function shopFill(shop: Shop, rows: number): string {
  const { table, namesake } = tablesOf(shop);
  const { key, number, note } = columnsOf(shop);
  return `INSERT INTO ${table} (${key}, ${number}, ${note}) SELECT g, g, 'note ' || g FROM generate_series(1, ${rows}) g;
INSERT INTO ${namesake} (${key}, ${number}) SELECT g, g FROM generate_series(1, 3) g;
ANALYZE ${table};`;
}

/** What a release does that uses the table, or something that takes its place. */
export function shopRelease(shop: Shop, table = tablesOf(shop).table): Release {
  const { key, number, note } = columnsOf(shop);
  return {
    statements: [
      { does: "insert", sql: `INSERT INTO ${table} (${key}, ${number}, ${note}) VALUES ($1, $2, 'new')` },
      { does: "update", sql: `UPDATE ${table} SET ${number} = $2 WHERE ${key} = $1` },
      { does: "touch", sql: `UPDATE ${table} SET ${note} = 'touched' WHERE ${key} = $1` },
      { does: "delete", sql: `DELETE FROM ${table} WHERE ${key} = $1` },
      { does: "read", sql: `SELECT ${number}::text AS value FROM ${table} WHERE ${key} = $1` },
    ],
    state: `SELECT ${key}::text AS key, ${number}::text AS value FROM ${table}`,
  };
}
