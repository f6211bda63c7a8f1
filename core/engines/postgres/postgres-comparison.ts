/**
 * Types without `=` (json, xml, geometry) or whose `=` calls different texts equal (citext, numeric without scale:
 * 1.0 and 1.00) are compared by their text.
 */
const BY_TEXT = /^(?:json|xml|point|box|lseg|line|path|polygon|circle|citext|(?:\w+\.)?citext|numeric)(?:\[\])?$/;
/** Collations can call different texts equal; the bytes decide. */
const TEXTUAL = /^(?:text|character varying|character|"char"|name|bpchar)(?:\(\d+\))?$/;

/** SQL that is true where `left` and `right`, both of `type`, differ in a way that a reader could see. NULL is a value. */
export function differs(left: string, right: string, type: string): string {
  if (BY_TEXT.test(type)) return `(${left})::text COLLATE "C" IS DISTINCT FROM (${right})::text COLLATE "C"`;
  if (TEXTUAL.test(type)) return `${left} COLLATE "C" IS DISTINCT FROM ${right}`;
  return `${left} IS DISTINCT FROM ${right}`;
}
