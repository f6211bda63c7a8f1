import type { OperationConstraint, OperationTable } from "../facts/table-facts.ts";

/** Whether a foreign key refers to the table. */
export const isOn = ({ ref }: OperationTable, { references }: OperationConstraint): boolean =>
  references !== null && references.table.schema === ref.schema && references.table.name === ref.name;
