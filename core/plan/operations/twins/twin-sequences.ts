import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationSequence } from "../facts/table-facts.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { sequenceSwap } from "../sql/sequence-swap.ts";
import { at, type Taken, type Twinning, type TwinParts } from "./twinning.ts";

/** A sequence goes over to the new column before the old one is dropped, since it would go with it. */
export const twinSequences = (twinning: Twinning): readonly TwinParts[] =>
  twinning.taken.flatMap((taken): readonly TwinParts[] => {
    const { sequence } = taken.old;
    if (!sequence) return [];
    return [{ contract: sequence.identity ? identity(taken, twinning) : owned(taken, sequence, twinning) }];
  });

/** The old column may be gone before the new one has its name: meanwhile nobody owns it. */
function owned(
  { old, column }: Taken,
  { ref }: OperationSequence,
  { on, context: { sql } }: Twinning,
): readonly ContractStatement[] {
  const alter = `ALTER SEQUENCE ${sql.table(ref)} OWNED BY`;
  return [
    at("detach", `${alter} NONE`, `${alter} ${on}.${sql.name(old.name)}`),
    at("attach", `${alter} ${on}.${sql.name(column.name)}`, `${alter} NONE`),
  ];
}

/**
 * Both columns are there at the time: an identity's sequence is made again for the new one, and counts on. The old column must take
 * NULL during the soak, which an identity cannot; PostgreSQL 18 keeps NOT NULL as a constraint, whose name the new column takes.
 */
function identity(taken: Taken, twinning: Twinning): readonly ContractStatement[] {
  const { old, column } = taken;
  const { table, on, away, spare, context } = twinning;
  const { sql } = context;
  assertInteger(taken, twinning);
  const from = away[old.name] ?? old.name;
  const put = spare.next("k");
  const rename = (one: string, other: string) =>
    `ALTER TABLE ${on} RENAME CONSTRAINT ${sql.name(one)} TO ${sql.name(other)}`;
  const nullable = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(from)} DROP NOT NULL`;
  const swap = { column: old, table: on, schema: table.ref.schema, from, to: column.name, spare: spare.next("s") };
  const { notNullName } = old;
  return [
    ...(notNullName === null ? [] : [at("detach", rename(notNullName, put), rename(put, notNullName))]),
    ...sequenceSwap(swap, sql),
    notNullName === null
      ? at("settings", nullable, nullable.replace(/DROP NOT NULL$/, "SET NOT NULL"))
      : at("settings", nullable, `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(put)} NOT NULL ${sql.name(from)}`),
  ];
}

const INTEGERS = new Set(["smallint", "integer", "bigint"]);

function assertInteger({ old, column }: Taken, { table, soak }: Twinning): void {
  if (INTEGERS.has(column.type) && soak !== null) return;
  throw new DomainError(
    "unsupported",
    `Column ${old.name} of ${table.ref.name} is an identity column: those are integers, not ${column.type}. Drop the identity in a migration before. Nothing was changed.`,
  );
}
