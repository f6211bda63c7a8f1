import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";

export const definerWithoutSearchPath = onChange(
  {
    id: "definer-without-search-path",
    title: "SECURITY DEFINER without a search path",
    engines: ["postgresql"],
    category: "privileges",
    detects: "SECURITY DEFINER without SET search_path",
    why: "Callers can substitute objects",
    safer: "SET search_path = pg_catalog, pg_temp on the function.",
  },
  ["create-function"],
  ({ function: name, securityDefiner, setsSearchPath }) =>
    securityDefiner && !setsSearchPath
      ? {
          severity: "warning",
          message: `${nameInWords(name)} runs with its owner's rights in the caller's search_path: a caller can put objects of his own in the way`,
        }
      : null,
);
