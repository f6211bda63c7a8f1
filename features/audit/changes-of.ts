export interface Change {
  readonly path: string;
  /** `undefined`: it was not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Values by their path: `{ a: { b: 1 } }` is `a.b`. Lists and empty objects stay whole. */
function leavesOf(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (value === null || value === undefined) return path === "" ? into : into.set(path, "null");
  const isTree = typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isTree) return into.set(path === "" ? "value" : path, typeof value === "string" ? value : JSON.stringify(value));
  for (const [name, inner] of Object.entries(value)) leavesOf(inner, path === "" ? name : `${path}.${name}`, into);
  return into;
}

/** What differs between two states of an object, by path. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = leavesOf(before, "", new Map());
  const is = leavesOf(after, "", new Map());
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((path) => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((change) => change.before !== change.after);
}
