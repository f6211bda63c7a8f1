import { scan } from "libpg-query";
import type { Edit } from "./postgres-rename-columns.ts";
import { namedTokens } from "./postgres-text.ts";

/** The columns of a trigger's UPDATE OF: the parser tells their names, but not where they stand. */
export async function updateOfEdits(
  definition: string,
  names: Readonly<Record<string, string>>,
): Promise<readonly Edit[]> {
  const tokens = namedTokens((await scan(definition)).tokens);
  const of = tokens.findIndex(({ name }, index) => name === "of" && tokens[index - 1]?.name === "update");
  const edits: Edit[] = [];
  for (let index = of + 1; of > 0 && index < tokens.length; index += 2) {
    const token = tokens[index];
    const to = token && Object.hasOwn(names, token.name) ? names[token.name] : undefined;
    if (token && to !== undefined && to !== token.name) edits.push({ location: token.start, last: 1, to });
    if (tokens[index + 1]?.name !== ",") break;
  }
  return edits;
}
