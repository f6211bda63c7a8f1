import type { WrittenName } from "#core/analysis/resolve-name.ts";
import type { SourcePlace } from "#core/analysis/source-place.ts";
import type { SourceMap } from "./postgres-source-map.ts";
import { listOf, type Node, stringOf, textOf } from "./postgres-syntax.ts";

/** What reading one statement needs beside its tree. */
export interface ReadContext {
  readonly source: SourceMap;
  /** Bytes of UTF-8. */
  readonly start: number;
  readonly end: number;
}

/** Where a node stands; where the parser does not say, the statement. */
export const placeOf = (context: ReadContext, node: Node | null): SourcePlace =>
  context.source.placeOf(typeof node?.location === "number" && node.location >= 0 ? node.location : context.start);

/** Where a bare name stands that the parser does not place. */
export const placeOfName = (context: ReadContext, name: string, from?: number): SourcePlace =>
  context.source.placeOf(context.source.tokenNamed(name, from ?? context.start, context.end) ?? from ?? context.start);

/** A `RangeVar`. */
export function writtenName(node: unknown): WrittenName | null {
  const name = textOf(node, "relname");
  const schema = textOf(node, "schemaname");
  return name === null ? null : { ...(schema === null ? {} : { schema }), name };
}

/** `schema.name` as a list of strings; a catalog before them is dropped. */
export function nameOfParts(parts: readonly string[]): WrittenName | null {
  const [name, schema] = parts.toReversed();
  return name === undefined ? null : { ...(schema === undefined ? {} : { schema }), name };
}

export const strings = (node: unknown, key: string): readonly string[] =>
  listOf(node, key).flatMap((part) => stringOf(part) ?? []);

export const NO_NAME: WrittenName = { name: "" };
