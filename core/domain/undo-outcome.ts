/** What became of the schema when a step was undone on a shadow. */
export const UNDO_OUTCOMES = [
  "restored",
  // All but the order of columns, which PostgreSQL cannot put back.
  "restored but for column order",
  "differs",
  "refused",
  "kept",
  "point of no return",
  "nothing to undo",
  "not reached",
] as const;
export type UndoOutcome = (typeof UNDO_OUTCOMES)[number];
