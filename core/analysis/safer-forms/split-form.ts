import type { SaferForm } from "./safer-form.ts";

/** A step of its own for each statement: each lock is given back before the next is taken. The step is split around it anyway. */
export const splitForm: SaferForm = {
  id: "split",
  rules: [
    "long-statement-combined",
    "work-after-exclusive-lock",
    "locks-many-tables",
    "many-foreign-keys-at-once",
    "many-changes-one-transaction",
    "not-valid-then-validate-together",
    "validate-under-strong-lock",
  ],
  title: "Give each statement a step of its own",
  rewrite: ({ statement, undo }) => ({ here: [{ sql: statement.text, undo }], later: [] }),
};
