import { quoteText } from "./postgres-names.ts";

/** A column to make values for. `base` is the type below its domains. */
export interface ShadowColumn {
  readonly name: string;
  /** As `format_type` writes it, with its length. */
  readonly type: string;
  readonly base: string;
  /** Of the base type: `e` enum, `c` composite, `r` range, `b` base, … */
  readonly kind: string;
  /** For an array, its elements' type. */
  readonly element: string | null;
  readonly labels: readonly string[];
  /** A key holds it, so that no two rows may have the same. */
  readonly unique: boolean;
  readonly length: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
}

/** The number of the row, from 1. Every value is a function of it, so that a key and what points to it agree. */
const I = "g.i";

type Make = (column: ShadowColumn) => string;

/** Texts are numbers, and small where they may be, so that casts to numbers work on them too. */
const digits: Make = ({ length, unique }) => {
  const text = unique ? `${I}::text` : `(1 + ${I} % 89)::text`;
  return length === null ? text : `left(${text}, ${length})`;
};
const whole: Make = () => I;
const hour = (start: string) => `timestamp ${quoteText(start)} + ${I} * interval '1 hour'`;

const MAKERS: Readonly<Record<string, Make>> = {
  int2: () => `(${I} % 32000)`,
  int4: whole,
  int8: whole,
  oid: whole,
  numeric: ({ precision, scale }) =>
    precision === null ? I : `(${I} % (10::numeric ^ ${Math.max(0, Math.min(precision - (scale ?? 0), 9))}))`,
  float4: () => `${I} + 0.25`,
  float8: () => `${I} + 0.25`,
  money: whole,
  bool: () => `(${I} % 2 = 0)`,
  text: digits,
  varchar: digits,
  bpchar: digits,
  name: digits,
  citext: digits,
  char: () => `chr(97 + ${I}::int % 26)`,
  date: () => `date '2024-01-01' + (${I} % 700)::int`,
  timestamp: () => hour("2024-01-01"),
  timestamptz: () => hour("2024-01-01"),
  time: () => `time '00:00' + ${I} * interval '1 minute'`,
  timetz: () => `time '00:00' + ${I} * interval '1 minute'`,
  interval: () => `${I} * interval '1 minute'`,
  uuid: () => `md5(${I}::text)::uuid`,
  json: () => `json_build_object('n', ${I})`,
  jsonb: () => `jsonb_build_object('n', ${I})`,
  bytea: () => `decode(md5(${I}::text), 'hex')`,
  inet: () => `inet '10.0.0.0' + ${I}`,
  cidr: () => `(host(inet '10.0.0.0' + ${I}))::cidr`,
  macaddr: () =>
    `('08:00:2b:' || substr(md5(${I}::text), 1, 2) || ':' || substr(md5(${I}::text), 3, 2) || ':' || substr(md5(${I}::text), 5, 2))`,
  bit: ({ length }) => `lpad('', ${length ?? 1}, '10')`,
  varbit: ({ length }) => `lpad('', ${Math.min(length ?? 4, 4)}, '10')`,
  xml: () => `('<n>' || ${I} || '</n>')::xml`,
  tsvector: () => `to_tsvector('simple', ${I}::text)`,
  tsquery: () => `to_tsquery('simple', ${I}::text)`,
  point: () => `point(${I}, ${I})`,
  line: () => "'{1,2,3}'",
  lseg: () => `lseg(point(0, 0), point(${I}, 1))`,
  box: () => `box(point(0, 0), point(${I}, 1))`,
  path: () => "'((0,0),(1,1))'",
  polygon: () => "'((0,0),(1,1),(1,0))'",
  circle: () => `circle(point(0, 0), ${I})`,
  int4range: () => `int4range(${I}::int * 2, ${I}::int * 2 + 1)`,
  int8range: () => `int8range(${I} * 2, ${I} * 2 + 1)`,
  numrange: () => `numrange(${I} * 2, ${I} * 2 + 1)`,
  daterange: () => `daterange(date '2024-01-01' + ${I}::int * 2, date '2024-01-01' + ${I}::int * 2 + 1)`,
  tsrange: () => `tsrange(${hour("2024-01-01")}, ${hour("2024-01-01 00:30")})`,
  tstzrange: () => `tstzrange(${hour("2024-01-01")}, ${hour("2024-01-01 00:30")})`,
  hstore: () => "''",
  ltree: () => `('n' || ${I})`,
};

/** SQL for the value of a column in row `g.i`, or `null` where no value of this type can be made up. */
export function madeUpValue(column: ShadowColumn): string | null {
  const { type, base, kind, element, labels } = column;
  if (kind === "e") return labels.length === 0 ? null : oneOf(labels, type);
  if (element !== null) {
    const inner = MAKERS[element]?.({ ...column, base: element, element: null });
    return inner === undefined ? `'{}'::${type}` : `ARRAY[${inner}]::${type}`;
  }
  const made = MAKERS[base]?.(column);
  return made === undefined ? null : `(${made})::${type}`;
}

/** Takes turns among these. */
export const oneOf = (values: readonly string[], type: string): string =>
  `((ARRAY[${values.map(quoteText).join(", ")}]::text[])[1 + (${I} % ${values.length})::int])::${type}`;

/** Literals that a condition names, and neighbours of its numbers: values that have a chance to satisfy it. */
export function candidatesOf(condition: string): readonly string[] {
  const texts = [...condition.matchAll(/'((?:[^']|'')*)'/g)].map(([, text]) => (text ?? "").replaceAll("''", "'"));
  const numbers = [...condition.matchAll(/(?<![\w'.])-?\d+(?:\.\d+)?(?![\w'])/g)].flatMap(([text]) => [
    text,
    String(Number(text) + 1),
    String(Number(text) - 1),
  ]);
  return [...new Set([...texts, ...numbers, ...COMMON])].slice(0, 80);
}

const COMMON = [
  "1",
  "0",
  "100",
  "a",
  "abc",
  "abcdefgh",
  "A",
  "AB",
  "ABC",
  "Ab1",
  "a-b",
  "a_b",
  "a@example.org",
  "https://example.org/",
  "2024-01-01",
  "12345",
  "+4912345678",
  "en",
  "EUR",
  "{}",
  "true",
];
