import { DomainError } from "#core/domain/domain-error.ts";
import type { ContractStatement } from "./column-twin.ts";
import type { OperationSql } from "./operation.ts";
import type { OperationColumn, OperationSequence } from "./table-facts.ts";
import { grantStatement } from "./twin-settings.ts";
import { at, type Taken, type Twinning, type TwinParts, whileKept } from "./twinning.ts";

/** A sequence goes over to the new column before the old one is dropped, since it would go with it. */
export const twinSequences = (twinning: Twinning): readonly TwinParts[] =>
  twinning.taken.flatMap((taken): readonly TwinParts[] => {
    const { sequence } = taken.old;
    if (!sequence) return [];
    return [{ contract: sequence.identity ? identity(taken, sequence, twinning) : owned(taken, sequence, twinning) }];
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

const INTEGERS: Readonly<Record<string, string>> = {
  smallint: "32767",
  integer: "2147483647",
  bigint: "9223372036854775807",
};

/** The sequence of an identity column cannot be moved: it is made again with its settings, where it stood. */
function identity(taken: Taken, sequence: OperationSequence, twinning: Twinning): readonly ContractStatement[] {
  const { on, context } = twinning;
  const { sql } = context;
  const { old, column } = taken;
  assertInteger(taken, twinning);
  if (old.identity === null || column.identity === null) {
    throw new DomainError(
      "unsupported",
      `Column ${old.name} is an identity column, and the new one is none. Nothing was changed.`,
    );
  }
  const alter = (name: string) => `ALTER TABLE ${on} ALTER COLUMN ${sql.name(name)}`;
  const name = sql.table(sequence.ref);
  const setting = sql.text(`sluice.${twinning.spare.next("s")}`);
  const keep = `SELECT set_config(${setting}, last_value || ',' || is_called, true) FROM ${name}`;
  const put = `SELECT setval(${sql.text(name)}, split_part(current_setting(${setting}), ',', 1)::bigint, split_part(current_setting(${setting}), ',', 2)::boolean)`;
  const given = (it: Pick<OperationColumn, "name" | "identity" | "type">) =>
    [
      `${alter(it.name)} ADD GENERATED ${it.identity === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY (SEQUENCE NAME ${name} ${optionsFor(sequence, it.type)})`,
      put,
      ...rightsOf(sequence, sql),
    ].join(";\n");
  const away = (of: string) => [keep, `${alter(of)} DROP IDENTITY`].join(";\n");
  return [
    at("detach", away(old.name), given(old)),
    ...whileKept(twinning, at("detach", `${alter(old.name)} DROP NOT NULL`, notNull(old, { on, sql }))),
    at("attach", given({ name: column.name, identity: column.identity, type: column.type }), away(column.name)),
  ];
}

/** PostgreSQL 18 keeps NOT NULL as a constraint with a name. */
const notNull = (
  { name, notNullName }: OperationColumn,
  { on, sql }: { readonly on: string; readonly sql: OperationSql },
): string =>
  notNullName === null
    ? `ALTER TABLE ${on} ALTER COLUMN ${sql.name(name)} SET NOT NULL`
    : `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(notNullName)} NOT NULL ${sql.name(name)}`;

/** An upper end that is that of the type follows the type. */
const optionsFor = (sequence: OperationSequence, type: string): string =>
  type === sequence.type
    ? sequence.options
    : sequence.options.replace(`MAXVALUE ${INTEGERS[sequence.type]} `, "NO MAXVALUE ");

const rightsOf = ({ ref, grants, comment }: OperationSequence, sql: OperationSql): readonly string[] => [
  ...grants.map((it) => grantStatement(it, it.privilege, `SEQUENCE ${sql.table(ref)}`)),
  ...(comment === null ? [] : [`COMMENT ON SEQUENCE ${sql.table(ref)} IS ${sql.text(comment)}`]),
];

function assertInteger({ old, column }: Taken, { table }: Twinning): void {
  if (Object.hasOwn(INTEGERS, column.type)) return;
  throw new DomainError(
    "unsupported",
    `Column ${old.name} of ${table.ref.name} is an identity column: those are integers, not ${column.type}. Drop the identity in a migration before. Nothing was changed.`,
  );
}
