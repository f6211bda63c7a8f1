import type { OperationConstraint, OperationTable } from "../facts/table-facts.ts";

/** What a foreign key of a partitioned table is on each partition that holds rows. */
export const keysOfParts = (
  key: OperationConstraint,
  parts: readonly OperationTable[],
): readonly OperationConstraint[] =>
  parts
    .filter(({ kind }) => kind === "table")
    .flatMap((part) => part.constraints.find((it) => it.inherited && isSame(it, key)) ?? []);

const isSame = (a: OperationConstraint, b: OperationConstraint): boolean =>
  a.kind === b.kind &&
  a.columns.join("\0") === b.columns.join("\0") &&
  a.references?.table.name === b.references?.table.name;
