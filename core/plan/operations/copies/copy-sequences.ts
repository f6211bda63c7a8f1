import type { OperationColumn, OperationSequence } from "../facts/table-facts.ts";
import type { OperationContext, OperationSql } from "../operation.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { grantTexts } from "../sql/grant-texts.ts";
import { nextOf } from "../sql/next-of.ts";
import { copyRef, type TableCopy } from "./table-copy.ts";

const IDENTITY_OF_PARTITIONED_SINCE = 170_000;

/** The next value is the same before and after, also after a rollback. */
export const copySequences = (copy: TableCopy, context: OperationContext): readonly ContractStatement[] =>
  copy.table.columns.flatMap((column) => {
    const { sequence } = column;
    if (sequence === null) return [];
    return column.identity === null
      ? [...owned(column, sequence, copy, context.sql)]
      : [identity(column, sequence, copy, context)];
  });

/** A sequence that a column owns goes where its table goes, so for the moment of the swap nobody owns it. */
function owned(
  { name }: OperationColumn,
  { ref }: OperationSequence,
  { table }: TableCopy,
  sql: OperationSql,
): readonly ContractStatement[] {
  const alter = `ALTER SEQUENCE ${sql.table(ref)} OWNED BY`;
  const [own, none] = [`${alter} ${sql.table(table.ref)}.${sql.name(name)}`, `${alter} NONE`];
  return [
    { stage: "detach", sql: none, mirror: own },
    { stage: "attach", sql: own, mirror: none },
  ];
}

/** Both tables have an identity of their own during the soak; where one ends, the other goes on. */
function identity(
  column: OperationColumn,
  sequence: OperationSequence,
  copy: TableCopy,
  { sql, version }: OperationContext,
): ContractStatement {
  const on = sql.table(copyRef(copy));
  const name = { schema: copy.next, name: sequence.ref.name };
  const [here, there] = [sql.text(sql.table(sequence.ref)), sql.text(sql.table(name))];
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(column.name)}`;
  const kind = column.identity === "always" ? "ALWAYS" : "BY DEFAULT";
  const isIdentity = copy.shape.partitionBy === null || version >= IDENTITY_OF_PARTITIONED_SINCE;
  const made = isIdentity
    ? [`${alter} ADD GENERATED ${kind} AS IDENTITY (SEQUENCE NAME ${sql.table(name)} ${sequence.options})`]
    : [
        `CREATE SEQUENCE ${sql.table(name)} AS ${sequence.type} ${sequence.options}`,
        `ALTER SEQUENCE ${sql.table(name)} OWNER TO ${copy.table.owner}`,
        `ALTER SEQUENCE ${sql.table(name)} OWNED BY ${on}.${sql.name(column.name)}`,
        `${alter} SET DEFAULT nextval(${there}::regclass)`,
      ];
  const unmade = isIdentity
    ? [`${alter} DROP IDENTITY`]
    : [`${alter} DROP DEFAULT`, `DROP SEQUENCE ${sql.table(name)}`];
  const carried = [
    ...grantTexts(`SEQUENCE ${sql.table(name)}`, sequence.grants),
    ...(sequence.comment === null ? [] : [`COMMENT ON SEQUENCE ${sql.table(name)} IS ${sql.text(sequence.comment)}`]),
  ];
  return {
    stage: "detach",
    sql: [...made, nextOf(here, there), ...carried].join(";\n"),
    mirror: [nextOf(there, here), ...unmade].join(";\n"),
  };
}
