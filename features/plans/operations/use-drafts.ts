import { useState } from "react";
import type { OperationName } from "#core/domain/plan-operation.ts";
import type { Draft, DraftFields } from "./draft.ts";

/** The operations that are being filled in, in their order. */
export function useDrafts(initial: readonly Draft[]) {
  const [drafts, setDrafts] = useState(initial);
  const [made, setMade] = useState(initial.length);
  return {
    drafts,
    /** Filled in with the table of the one before it: several changes are mostly of one table. */
    add(name: OperationName) {
      const table = drafts.at(-1)?.fields.table;
      setDrafts([...drafts, { id: `draft-${made}`, name, fields: table === undefined ? {} : { table } }]);
      setMade(made + 1);
    },
    change: (id: string, fields: DraftFields) =>
      setDrafts(drafts.map((draft) => (draft.id === id ? { ...draft, fields } : draft))),
    remove: (id: string) => setDrafts(drafts.filter((draft) => draft.id !== id)),
    /** Changes places with the one before it. */
    moveUp(id: string) {
      const at = drafts.findIndex((draft) => draft.id === id);
      const [before, own] = [drafts[at - 1], drafts[at]];
      if (before && own) setDrafts(drafts.with(at - 1, own).with(at, before));
    },
  };
}
