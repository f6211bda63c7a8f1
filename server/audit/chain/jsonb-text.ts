/** The text that PostgreSQL makes of a jsonb value: keys by length and then by bytes, numbers without an exponent. */
export function jsonbText(value: unknown): string {
  if (typeof value === "number") return plainNumber(value);
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .map(([key, member]) => ({ key: Buffer.from(key), text: `${JSON.stringify(key)}: ${jsonbText(member)}` }))
    .toSorted((a, b) => a.key.length - b.key.length || a.key.compare(b.key));
  return `{${members.map(({ text }) => text).join(", ")}}`;
}

/** `1.5e-7` as `0.00000015`, `1e+21` with all its zeros. */
function plainNumber(value: number): string {
  const [digits = "", exponent] = String(value).split("e");
  if (exponent === undefined) return Object.is(value, -0) ? "0" : digits;
  const sign = digits.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return sign + all.padEnd(point, "0");
}
