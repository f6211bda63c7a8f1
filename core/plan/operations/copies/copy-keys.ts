import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationConstraint, OperationIndex } from "../facts/table-facts.ts";
import { indexDefinition, settings } from "../indexes/index-definition.ts";
import type { OperationSql } from "../operation.ts";
import { deferrable } from "../sql/deferrable.ts";
import { copyRef, type TableCopy } from "./table-copy.ts";

/** Keys and indexes of the copy, under the names that they have on the table; it is empty, so they take no time. */
export async function copyKeys(copy: TableCopy, sql: OperationSql): Promise<readonly string[]> {
  const { constraints, indexes } = copy.table;
  const on = sql.table(copyRef(copy));
  const add = (name: string, definition: string) => `ALTER TABLE ${on} ADD CONSTRAINT ${sql.name(name)} ${definition}`;
  const made: string[] = [];
  for (const index of indexes) {
    const constraint = constraints.find((it) => it.name === index.constraint);
    const place = { name: index.ref.name, on, names: {} };
    made.push(
      constraint
        ? add(constraint.name, constraintText(constraint, index, copy, sql))
        : await indexDefinition(checked(index, copy), place, sql),
      ...commentsOf(constraint, copy, sql),
      ...settingsOf(index, copy, sql),
    );
  }
  return made;
}

const constraintText = (constraint: OperationConstraint, index: OperationIndex, copy: TableCopy, sql: OperationSql) =>
  constraint.kind === "exclusion" ? constraint.definition : keyText(constraint, index, copy, sql);

function keyText(constraint: OperationConstraint, index: OperationIndex, copy: TableCopy, sql: OperationSql): string {
  const isPrimary = constraint.kind === "primary-key";
  const columns = keyColumns(constraint, copy);
  const list = (names: readonly string[]) => names.map((it) => sql.name(it)).join(", ");
  return [
    isPrimary ? "PRIMARY KEY" : "UNIQUE",
    index.nullsNotDistinct ? "NULLS NOT DISTINCT" : "",
    `(${list(columns)})`,
    index.include.length > 0 ? `INCLUDE (${list(index.include.filter((it) => !columns.includes(it)))})` : "",
    index.options.length > 0 ? `WITH (${settings(index.options, sql)})` : "",
    index.tablespace === null ? "" : `USING INDEX TABLESPACE ${index.tablespace}`,
    deferrable(constraint.deferrable).trim(),
  ]
    .filter((it) => it !== "")
    .join(" ");
}

/** A unique key of a partitioned table holds the partition column: the primary key takes it in, another cannot be kept. */
export function keyColumns(
  { kind, name, columns }: Pick<OperationConstraint, "kind" | "name" | "columns">,
  { table, shape: { partitionColumn } }: Pick<TableCopy, "table" | "shape">,
): readonly string[] {
  if (partitionColumn === null || columns.includes(partitionColumn)) return columns;
  if (kind === "primary-key") return [...columns, partitionColumn];
  throw cannotKeep(name, table.ref.name, partitionColumn);
}

function checked(index: OperationIndex, { table, shape: { partitionColumn } }: TableCopy): OperationIndex {
  const isKept = !index.unique || partitionColumn === null || index.keys.some((it) => it.column === partitionColumn);
  if (isKept) return index;
  throw cannotKeep(index.ref.name, table.ref.name, partitionColumn);
}

const cannotKeep = (name: string, table: string, column: string): DomainError =>
  new DomainError(
    "unsupported",
    `${name} of ${table} is unique without ${column}: a partitioned table can only keep keys that hold the column it is partitioned by. Drop it first, add ${column} to it, or partition by one of its columns.`,
  );

const commentsOf = (
  constraint: OperationConstraint | undefined,
  copy: TableCopy,
  sql: OperationSql,
): readonly string[] =>
  constraint === undefined || constraint.comment === null
    ? []
    : [
        `COMMENT ON CONSTRAINT ${sql.name(constraint.name)} ON ${sql.table(copyRef(copy))} IS ${sql.text(constraint.comment)}`,
      ];

function settingsOf(index: OperationIndex, copy: TableCopy, sql: OperationSql): readonly string[] {
  const { schema } = copyRef(copy);
  const table = sql.table(copyRef(copy));
  const [name, placed] = [sql.name(index.ref.name), sql.table({ schema, name: index.ref.name })];
  return [
    ...index.statisticsTargets.map(
      ({ position, target }) => `ALTER INDEX ${placed} ALTER COLUMN ${position} SET STATISTICS ${target}`,
    ),
    ...(index.clustered && copy.shape.partitionBy === null ? [`ALTER TABLE ${table} CLUSTER ON ${name}`] : []),
    ...(index.replicaIdentity ? [`ALTER TABLE ${table} REPLICA IDENTITY USING INDEX ${name}`] : []),
    ...(index.comment === null ? [] : [`COMMENT ON INDEX ${placed} IS ${sql.text(index.comment)}`]),
  ];
}
