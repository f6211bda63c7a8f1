import { isMap, isNode, isScalar, parseDocument, stringify } from "yaml";
import type { PlanDocument } from "#core/domain/plan-document.ts";

const WRITTEN = ["expanded", "phases"] as const;
const LAYOUT = { lineWidth: 0, blockQuote: "literal" } as const;

/**
 * The source of a plan with the phases of `document` in place of its own. Everything else stays as its author wrote it, with comments
 * and layout; a plan in flow style or JSON is written anew.
 */
export function writePhases(text: string, { expanded, phases }: PlanDocument): string {
  const document = parseDocument(text);
  const root: unknown = document.contents;
  if (!isMap(root) || root.flow) {
    document.set("expanded", document.createNode(expanded));
    document.set("phases", document.createNode(phases));
    const isJson = text.trimStart().startsWith("{");
    return isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString(LAYOUT);
  }
  const own = root.items.filter(({ key }) => isScalar(key) && WRITTEN.some((name) => name === key.value));
  const kept = own
    .map(({ key, value }) => linesOf(text, key, value))
    .toReversed()
    .reduce((rest, { from, to }) => `${rest.slice(0, from)}${rest.slice(to)}`, text)
    .trimEnd();
  return `${kept}\n${stringify({ expanded, phases }, LAYOUT)}`;
}

/** From the beginning of its key to the end of the last line of its value; a comment at the margin behind it is not part of it. */
function linesOf(text: string, key: unknown, value: unknown): { readonly from: number; readonly to: number } {
  const [from = 0, keyEnd = 0] = (isNode(key) ? key.range : null) ?? [];
  const [, valueEnd = keyEnd] = (isNode(value) ? value.range : null) ?? [];
  const lines = text.slice(from, Math.max(keyEnd, valueEnd)).trimEnd().split("\n");
  while (/^(#|\s*$)/.test(lines.at(-1) ?? "") && lines.length > 1) lines.pop();
  const end = text.indexOf("\n", from + lines.join("\n").length);
  return { from, to: end < 0 ? text.length : end + 1 };
}
