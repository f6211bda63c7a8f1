import type { ObjectName, TableFacts } from "./schema-model.ts";

const UNITS = ["kB", "MB", "GB", "TB"];

/** `city (171,075 rows, 23 MB)`; the schema only where it is not the usual one. */
export function sizedName(name: ObjectName, facts: TableFacts | null): string {
  const parts = [
    facts?.rows == null ? null : `${Math.round(facts.rows).toLocaleString("en")} ${facts.rows === 1 ? "row" : "rows"}`,
    facts?.bytes == null ? null : bytesInWords(facts.bytes),
  ].filter((part) => part !== null);
  return parts.length > 0 ? `${shortName(name)} (${parts.join(", ")})` : shortName(name);
}

export const shortName = ({ schema, name }: ObjectName): string =>
  schema === "public" || schema === "main" || schema === "" ? name : `${schema}.${name}`;

export function bytesInWords(bytes: number): string {
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[unit]}`;
}
