import type { SqlStep } from "#core/domain/plan-document.ts";
import type { OperationConstraint } from "../facts/table-facts.ts";
import { settings } from "../indexes/index-definition.ts";
import type { OperationSql } from "../operation.ts";
import { grantTexts } from "../sql/grant-texts.ts";
import { sqlScript } from "../sql/sql-script.ts";
import { columnDefinition, columnSettings } from "./copy-columns.ts";
import { copyKeys } from "./copy-keys.ts";
import { isOn } from "./is-on.ts";
import { copyRef, type TableCopy } from "./table-copy.ts";

/** The empty copy with all that a table carries; triggers, policies and statistics come at the swap, under their own names. */
export async function createCopy(copy: TableCopy, sql: OperationSql): Promise<SqlStep> {
  const { table, next, past, shape } = copy;
  const on = sql.table(copyRef(copy));
  return {
    name: `Make the table that takes the place of ${table.ref.name}`,
    sql: sqlScript([
      ...[next, past].map((it) => `CREATE SCHEMA ${sql.name(it)} AUTHORIZATION ${table.owner}`),
      createTable(copy, sql),
      ...partitionsOf(copy, sql),
      `ALTER TABLE ${on} OWNER TO ${table.owner}`,
      ...(await copyKeys(copy, sql)),
      ...shape.added.map((it) => `ALTER TABLE ${on} ADD ${it}`),
      ...table.constraints.filter(isEarly(copy)).map((it) => addConstraint(it, copy, sql)),
      ...table.constraints.filter(isEarly(copy)).flatMap((it) => commentOn(it, copy, sql)),
      ...table.columns.flatMap((it) => columnSettings(it, on, sql)),
      ...grantTexts(`TABLE ${on}`, table.grants),
      ...(table.comment === null ? [] : [`COMMENT ON TABLE ${on} IS ${sql.text(table.comment)}`]),
      ...identityOf(copy, sql),
    ]),
    undo: sqlScript([`DROP TABLE IF EXISTS ${on}`, `DROP SCHEMA IF EXISTS ${sql.name(next)}, ${sql.name(past)}`]),
    ...(table.constraints.some((it) => it.kind === "foreign-key" && isEarly(copy)(it)) ? { ignore: [EMPTY] } : {}),
  };
}

const EMPTY = {
  rule: "out-of-phase",
  reason: "The foreign keys are those that the table has already; the copy is empty when it gets them.",
};

function createTable({ table, shape, ...copy }: TableCopy, sql: OperationSql): string {
  const on = sql.table(copyRef({ table, shape, ...copy }));
  const columns = table.columns.map((it) => `  ${columnDefinition(it, sql)}`).join(",\n");
  const unlogged = table.persistence === "unlogged" ? "UNLOGGED " : "";
  const by = shape.partitionBy === null ? "" : ` PARTITION BY ${shape.partitionBy}`;
  return `CREATE ${unlogged}TABLE ${on} (\n${columns}\n)${by}${shape.partitionBy === null ? storageOf(table, sql) : ""}`;
}

const storageOf = ({ options, tablespace }: TableCopy["table"], sql: OperationSql): string =>
  `${options.length > 0 ? ` WITH (${settings(options, sql)})` : ""}${tablespace === null ? "" : ` TABLESPACE ${tablespace}`}`;

const partitionsOf = (copy: TableCopy, sql: OperationSql): readonly string[] =>
  copy.shape.partitions.flatMap(({ name, bound }) => {
    const on = sql.table({ schema: copy.next, name });
    return [
      `CREATE TABLE ${on} PARTITION OF ${sql.table(copyRef(copy))} ${bound}${storageOf(copy.table, sql)}`,
      `ALTER TABLE ${on} OWNER TO ${copy.table.owner}`,
    ];
  });

/** Checks, and foreign keys to other tables: the copy is empty, so nothing is read for them. */
const isEarly =
  ({ table }: TableCopy) =>
  (it: OperationConstraint): boolean =>
    it.kind === "check" || (it.kind === "foreign-key" && it.validated && !isOn(table, it));

export const addConstraint = ({ name, definition }: OperationConstraint, copy: TableCopy, sql: OperationSql): string =>
  `ALTER TABLE ${sql.table(copyRef(copy))} ADD CONSTRAINT ${sql.name(name)} ${definition}`;

export const commentOn = ({ name, comment }: OperationConstraint, copy: TableCopy, sql: OperationSql) =>
  comment === null
    ? []
    : [`COMMENT ON CONSTRAINT ${sql.name(name)} ON ${sql.table(copyRef(copy))} IS ${sql.text(comment)}`];

function identityOf(copy: TableCopy, sql: OperationSql): readonly string[] {
  const { replicaIdentity } = copy.table;
  if (replicaIdentity !== "full" && replicaIdentity !== "nothing") return [];
  const parts = copy.shape.partitions.map(({ name }) => sql.table({ schema: copy.next, name }));
  return [sql.table(copyRef(copy)), ...parts].map(
    (on) => `ALTER TABLE ${on} REPLICA IDENTITY ${replicaIdentity.toUpperCase()}`,
  );
}
