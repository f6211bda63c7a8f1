import type { Finding } from "#contracts/plan.ts";
import type { Problems } from "./spec-problems.ts";

interface Refusal {
  /** Of its fields. */
  readonly problems: Problems;
  /** Of the operation as a whole. */
  readonly general: string | null;
}

/** What the server says of one operation: its findings name the field by its path in the document. */
export function refusalOf(findings: readonly Finding[], at: number, name: string): Refusal {
  const problems = new Map<string, string>();
  let general: string | null = null;
  const own = `operations.${at}.${name}`;
  for (const { path, message } of findings) {
    if (path === own) general ??= message;
    else if (path?.startsWith(`${own}.`)) problems.set(path.slice(own.length + 1), message);
  }
  return { problems, general };
}
