import type { GrantFact } from "../facts/table-facts.ts";
import { grantTexts } from "./grant-texts.ts";

/** Rights of a type or function made anew, where they are not those that it has by itself: everybody's, and the owner's. */
export const rightsOf = (
  on: string,
  { owner, grants }: { readonly owner: string; readonly grants: readonly GrantFact[] | null },
): readonly string[] =>
  grants === null ? [] : [`REVOKE ALL ON ${on} FROM PUBLIC, ${owner}`, ...grantTexts(on, grants)];
