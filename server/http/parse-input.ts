import type { z } from "zod";
import { DomainError } from "#core/domain/domain-error.ts";

/** Parses what came over the wire. @throws DomainError `invalid-input` with the path of each mistake. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.flatMap(flatten).map(({ message, path }) => ({ message, path: path.join(".") }));
  const first = details[0];
  const place = first?.path ? ` (${first.path})` : "";
  throw new DomainError("invalid-input", `The ${where} is not valid: ${first?.message ?? "unknown"}${place}.`, {
    details,
  });
}

interface Issue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
}

/** Of a union that matched nothing, the mistakes of the alternative that came nearest say the most. */
function flatten(issue: z.core.$ZodIssue): Issue[] {
  const own = { message: issue.message, path: issue.path.map(String) };
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [own];
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map((it) => it.path.length));
  const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  return nearest.flatMap((it) => flatten({ ...it, path: [...issue.path, ...it.path] } as z.core.$ZodIssue));
}
