import type { OperationTable } from "./table-facts.ts";

/** Whether rows can be told apart by a unique index over columns that are not NULL. */
export const hasKey = ({ indexes, columns }: OperationTable): boolean =>
  indexes.some(
    (index) =>
      index.unique &&
      index.where === null &&
      index.keys.every((key) => columns.find((it) => it.name === key.column)?.notNull === true),
  );
