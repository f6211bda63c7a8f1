import { operationSpecs } from "#contracts/plan-operation.ts";
import type { OperationName } from "#core/domain/plan-operation.ts";

/** What is wrong with an operation, by the path of the field: `references.table`. */
export type Problems = ReadonlyMap<string, string>;

/** As the contract sees it, before the server is asked. */
export function specProblems(name: OperationName, spec: unknown): Problems {
  const { error } = operationSpecs[name].safeParse(spec);
  const problems = new Map<string, string>();
  for (const issue of error?.issues ?? []) {
    const path = issue.path.join(".");
    if (!problems.has(path)) problems.set(path, wordsOf(issue));
  }
  return problems;
}

function wordsOf(issue: { readonly code: string; readonly message: string }): string {
  // Whatever its type should be: nothing was filled in.
  const isMissing = issue.code === "invalid_type" || issue.code === "invalid_union" || issue.code === "invalid_value";
  return isMissing ? "This is needed" : issue.message;
}

/** What is wrong at a field, or somewhere inside one that is shown as a whole. */
export function problemAt(problems: Problems, path: string, isWhole: boolean): string | undefined {
  const own = problems.get(path);
  if (own !== undefined || !isWhole) return own;
  for (const [at, message] of problems)
    if (at.startsWith(`${path}.`)) return `${at.slice(path.length + 1)}: ${message}`;
  return undefined;
}
