interface Parsed {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
}

/** Dotted numbers of any length, with an optional `v`, pre-release and build, such as `v2.3.0-rc.1+a1b2`. */
const DOTTED = /^v?(\d{1,20}(?:\.\d{1,20}){0,9})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]*)?$/;

function parse(version: string): Parsed | null {
  const [, numbers, pre] = DOTTED.exec(version.trim()) ?? [];
  return numbers === undefined ? null : { numbers: numbers.split(".").map(BigInt), pre: pre?.split(".") ?? [] };
}

export const isDottedVersion = (version: string): boolean => parse(version) !== null;

/** Below 0: `a` is older. `null`: one of them is no dotted number, such as a commit; those are equal or not, and no more. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return null;
  for (let at = 0; at < Math.max(left.numbers.length, right.numbers.length); at += 1) {
    const [x, y] = [left.numbers[at] ?? 0n, right.numbers[at] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  return comparePre(left.pre, right.pre);
}

/** A pre-release is older than the release; numbers are older than words, as semantic versioning has it. */
function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = comparePart(a[at] ?? "", b[at] ?? "");
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function comparePart(a: string, b: string): number {
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  if (!isNumber) return a === b ? 0 : a < b ? -1 : 1;
  const [x, y] = [BigInt(a), BigInt(b)];
  return x === y ? 0 : x < y ? -1 : 1;
}
