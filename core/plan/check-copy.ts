import type { Finding } from "#core/domain/finding.ts";
import { missingColumnIn, missingTable } from "./check-names.ts";
import { checkExpressions } from "./check-sync.ts";
import type { StepUnderCheck } from "./plan-check.ts";

/** Tables, columns and expressions of a check that compares a table with its copy. */
export function checkCopy(step: StepUnderCheck): readonly Finding[] {
  const { placed, engine, schema } = step;
  if (!("check" in placed.step) || !("copy" in placed.step.check)) return [];
  const { from, to, columns } = placed.step.check.copy;
  const path = ["phases", placed.phase, placed.index, "check", "copy"];
  const look = (name: string) => schema.look(engine.statements.parseTable(name));
  const [original, copy] = [look(from), look(to)];
  return [
    ...("table" in original
      ? checkExpressions(step, original.table)
      : missingTable(step, { path: [...path, "from"] }, engine.statements.parseTable(from), original)),
    ...("table" in copy
      ? Object.keys(columns).flatMap((column) =>
          missingColumnIn(step, { path: [...path, "columns", column], key: true }, column, [copy.table], schema),
        )
      : missingTable(step, { path: [...path, "to"] }, engine.statements.parseTable(to), copy)),
  ];
}
