import type { GrantFact } from "../facts/table-facts.ts";

/** Rights as they were, on an object made anew; `on` is such as `TABLE a.b` or `SEQUENCE a.b`. */
export const grantTexts = (on: string, grants: readonly GrantFact[]): readonly string[] =>
  grants.map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} ON ${on} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
