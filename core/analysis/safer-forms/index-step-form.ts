import { onlyChange } from "./only-change.ts";
import type { SaferForm } from "./safer-form.ts";

/** CREATE INDEX and DROP INDEX as a step that builds without blocking, cleans up and checks what it built. */
export const indexStepForm: SaferForm = {
  id: "index-step",
  rules: ["index-build-blocks-writes", "index-drop-blocks-all", "concurrently-in-transaction"],
  title: "Write it as an index step",
  rewrite({ statement, undo }) {
    const made = onlyChange(statement, "create-index");
    if (made) return made.index.name === null || made.only ? null : { here: [{ index: statement.text }], later: [] };
    const dropped = onlyChange(statement, "drop-index");
    if (!dropped || dropped.cascade || dropped.indexes.length !== 1) return null;
    return { here: [{ index: statement.text, undo }], later: [] };
  },
};
