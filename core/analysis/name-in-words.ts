import type { WrittenName } from "./resolve-name.ts";

/** A name as a message says it. */
export const nameInWords = ({ schema, name }: WrittenName): string =>
  schema === undefined || schema === "public" || schema === "main" ? name : `${schema}.${name}`;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listInWords(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
