import { countsAgainst } from "#core/domain/counts-against.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";

/** The refusal of a plan with errors: each with its place. */
export function planRefused(findings: readonly Finding[], what: string): DomainError {
  const errors = findings.filter(countsAgainst("error"));
  const [first] = errors;
  const place = first?.line === undefined ? "" : ` (line ${first.line}, column ${first.column ?? 1})`;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return new DomainError("invalid-plan", `${what} ${first?.message ?? "The plan has errors"}${place}${more}.`, {
    details: errors.map(({ message, fix, line, column, step }) => ({
      message: fix ? `${message}. ${fix}` : message,
      line,
      column,
      path: step,
    })),
    extra: { findings },
  });
}
