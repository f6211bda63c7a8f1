import type { OperationColumn, OperationSequence } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { grantTexts } from "./grant-texts.ts";
import { nextOf } from "./next-of.ts";

/** A column that gives its default, identity and sequence to another, by the names that they have at contract. */
export interface SequenceSwap {
  /** The column as it was. */
  readonly column: OperationColumn;
  /** Quoted, both columns are in it. */
  readonly table: string;
  readonly schema: string | undefined;
  readonly from: string;
  readonly to: string;
  /** For an identity's sequence while both exist. */
  readonly spare: string;
}

/** The next value is the same before and after: sequences are handed over, those of an identity are made again. */
export function sequenceSwap(swap: SequenceSwap, sql: OperationSql): readonly ContractStatement[] {
  const { sequence, identity } = swap.column;
  if (identity && sequence) return identitySwap(swap, { sequence, identity }, sql);
  return [...(sequence ? ownerSwap(swap, sequence, sql) : []), ...defaultSwap(swap, sql)];
}

const setting = (sql: string, mirror: string): ContractStatement => ({ stage: "settings", sql, mirror });

function defaultSwap({ column, table, from, to }: SequenceSwap, sql: OperationSql): readonly ContractStatement[] {
  if (column.default === null) return [];
  const alter = (name: string) => `ALTER TABLE ${table} ALTER COLUMN ${sql.name(name)}`;
  const [take, give] = [`${alter(from)} DROP DEFAULT`, `${alter(to)} SET DEFAULT ${column.default}`];
  return [setting(take, `${alter(from)} SET DEFAULT ${column.default}`), setting(give, `${alter(to)} DROP DEFAULT`)];
}

function ownerSwap(swap: SequenceSwap, sequence: OperationSequence, sql: OperationSql): readonly ContractStatement[] {
  const name = sql.table(sequence.ref);
  const own = (column: string) => `ALTER SEQUENCE ${name} OWNED BY ${swap.table}.${sql.name(column)}`;
  const owner = setting(own(swap.to), own(swap.from));
  if (sequence.type === "bigint") return [owner];
  return [owner, setting(`ALTER SEQUENCE ${name} AS bigint`, `ALTER SEQUENCE ${name} AS ${sequence.type}`)];
}

function identitySwap(
  { table, schema, from, to, spare }: SequenceSwap,
  { sequence, identity }: { readonly sequence: OperationSequence; readonly identity: "always" | "by-default" },
  sql: OperationSql,
): readonly ContractStatement[] {
  const kind = identity === "always" ? "ALWAYS" : "BY DEFAULT";
  const name = sql.table(sequence.ref);
  const second = sql.table({ schema, name: spare });
  const carried = [
    ...grantTexts(`SEQUENCE ${name}`, sequence.grants),
    ...(sequence.comment === null ? [] : [`COMMENT ON SEQUENCE ${name} IS ${sql.text(sequence.comment)}`]),
  ];
  const move = (giver: string, taker: string, options: string) =>
    [
      `ALTER TABLE ${table} ALTER COLUMN ${sql.name(taker)} ADD GENERATED ${kind} AS IDENTITY (SEQUENCE NAME ${second} ${options})`,
      nextOf(sql.text(name), sql.text(second)),
      `ALTER TABLE ${table} ALTER COLUMN ${sql.name(giver)} DROP IDENTITY`,
      `ALTER SEQUENCE ${second} RENAME TO ${sql.name(sequence.ref.name)}`,
      ...carried,
    ].join(";\n");
  return [setting(move(from, to, widenedOptions(sequence)), move(to, from, sequence.options))];
}

/** Bounds that were those of the old type become those of the new. */
const widenedOptions = ({ options }: OperationSequence): string =>
  options
    .replace(/\bMAXVALUE (?:32767|2147483647)(?!\d)/, "NO MAXVALUE")
    .replace(/\bMINVALUE -(?:32768|2147483648)(?!\d)/, "NO MINVALUE");
