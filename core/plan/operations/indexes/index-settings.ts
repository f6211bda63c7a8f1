import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationIndex } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

/** What CREATE INDEX does not say of an index, as statements on an index of that name. */
export function indexSettings(
  index: OperationIndex,
  place: { readonly index: TableRef; readonly table: TableRef },
  sql: OperationSql,
): readonly string[] {
  const name = sql.table(place.index);
  return [
    ...index.statisticsTargets.map(
      ({ position, target }) => `ALTER INDEX ${name} ALTER COLUMN ${position} SET STATISTICS ${target}`,
    ),
    ...(index.clustered ? [`ALTER TABLE ${sql.table(place.table)} CLUSTER ON ${sql.name(place.index.name)}`] : []),
    ...(index.comment === null ? [] : [`COMMENT ON INDEX ${name} IS ${sql.text(index.comment)}`]),
  ];
}
