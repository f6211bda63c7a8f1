/** Integers by their bytes. */
const INTEGERS: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };

interface TypeParts {
  readonly name: string;
  readonly modifiers: readonly number[];
}

/** `character varying(50)` is a name and its modifiers. */
function partsOf(type: string): TypeParts {
  const found = /^([^(]*?)\s*\(([^)]*)\)(.*)$/.exec(type);
  if (!found) return { name: type.trim(), modifiers: [] };
  const modifiers = (found[2] ?? "").split(",").map((part) => Number(part.trim()));
  return { name: `${found[1]}${found[3]}`.trim(), modifiers: modifiers.filter(Number.isFinite) };
}

/** Whether values of the one type may not fit into the other. */
export function narrows(from: string, to: string): boolean {
  const before = partsOf(from);
  const after = partsOf(to);
  const bytes = INTEGERS[before.name];
  const bytesAfter = INTEGERS[after.name];
  if (bytes !== undefined && bytesAfter !== undefined) return bytesAfter < bytes;
  if (isString(before.name) && isString(after.name)) return isShorter(before.modifiers[0], after.modifiers[0]);
  if (before.name !== after.name)
    return bytesAfter !== undefined && /^(numeric|real|double precision)$/.test(before.name);
  if (after.name !== "numeric") return isShorter(before.modifiers[0], after.modifiers[0]);
  return (
    after.modifiers.length > 0 &&
    (before.modifiers.length === 0 || before.modifiers.some((digits, at) => digits > (after.modifiers[at] ?? 0)))
  );
}

const isString = (name: string): boolean => /^(character varying|character|text|bpchar)$/.test(name);

const isShorter = (before: number | undefined, after: number | undefined): boolean =>
  after !== undefined && (before === undefined || after < before);

/** Whether one has a time zone and the other has none. */
export const changesZone = (from: string, to: string): boolean =>
  isTimestamp(from) && isTimestamp(to) && from.endsWith("with time zone") !== to.endsWith("with time zone");

const isTimestamp = (type: string): boolean => type.startsWith("timestamp");
