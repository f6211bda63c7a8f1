import type { OperationConstraint } from "../facts/table-facts.ts";

/** What stands behind a constraint that is made anew. */
export const deferrable = ({ deferrable: how }: Pick<OperationConstraint, "deferrable">): string =>
  how === null ? "" : ` DEFERRABLE INITIALLY ${how === "deferred" ? "DEFERRED" : "IMMEDIATE"}`;
