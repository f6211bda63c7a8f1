import type { TypeSpec } from "#core/analysis/change-specs.ts";
import { nameOfParts, placeOf, type ReadContext, strings } from "./postgres-read-context.ts";
import { listOf, type Node, nodeOf } from "./postgres-syntax.ts";

/** The standard's words for the names that PostgreSQL's parser gives. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  varchar: "character varying",
  bpchar: "character",
  varbit: "bit varying",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
};
const SERIAL = /^(big|small)?serial[248]?$/;
const SERIAL_TYPES: Readonly<Record<string, string>> = {
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
};

/** A `TypeName`, as `format_type` of the server would print it. */
export function readType(context: ReadContext, node: Node | null): TypeSpec {
  const parts = strings(node, "names");
  const name = nameOfParts(parts) ?? { name: "" };
  const isSerial = parts.length === 1 && SERIAL.test(name.name);
  const modifiers = listOf(node, "typmods").flatMap((it) => numberOf(nodeOf(it, "A_Const")) ?? []);
  const isArray = listOf(node, "arrayBounds").length > 0;
  return {
    text: `${isSerial ? (SERIAL_TYPES[name.name] ?? "integer") : fullName(name, modifiers)}${isArray ? "[]" : ""}`,
    name: name.schema === "pg_catalog" ? { name: name.name } : name,
    modifiers,
    isArray,
    isSerial,
    place: placeOf(context, node),
  };
}

function fullName(
  { schema, name }: { readonly schema?: string | undefined; readonly name: string },
  modifiers: readonly number[],
): string {
  const isOwn = schema === undefined || schema === "pg_catalog";
  const full = isOwn ? ((Object.hasOwn(FULL_NAMES, name) ? FULL_NAMES[name] : undefined) ?? name) : `${schema}.${name}`;
  // An interval's first modifier says which fields it has.
  const shown = isOwn && name === "interval" ? modifiers.slice(1) : modifiers;
  if (shown.length === 0) return full;
  // The precision of a time stands before its zone.
  const [first = "", ...rest] = /^time(stamp)? with/.test(full) ? full.split(" ") : [full];
  return [`${first}(${shown.join(",")})`, ...rest].join(" ");
}

/** An absent number is a zero. */
export const numberOf = (constant: Node | null): number | null => {
  const value = nodeOf(constant, "ival");
  if (!value) return null;
  return typeof value.ival === "number" ? value.ival : 0;
};
