import type { Finding } from "#core/domain/finding.ts";
import { missingColumnIn, missingTable } from "./check-names.ts";
import { impureCall } from "./impure-call.ts";
import { findingAt, type StepUnderCheck, type Told } from "./plan-check.ts";
import type { PlannedTable } from "./planned-schema.ts";

/** Table, columns and expressions of a sync step. */
export function checkSync(step: StepUnderCheck): readonly Finding[] {
  const { placed, engine, schema } = step;
  if (!("sync" in placed.step)) return [];
  const { table: name, to, back = {} } = placed.step.sync;
  const path = ["phases", placed.phase, placed.index, "sync"];
  const table = engine.statements.parseTable(name);
  const look = schema.look(table);
  const problems = engine.sync
    .problems({ tag: "00000000", table, to, back })
    .map((message) => findingAt(step, { path }, { rule: "sync-problem", severity: "error", message }));
  if (!("table" in look)) return [...problems, ...missingTable(step, { path: [...path, "table"] }, table, look)];
  return [
    ...problems,
    ...Object.keys(to).flatMap((column) => [
      ...missingColumnIn(step, { path: [...path, "to", column], key: true }, column, [look.table], schema),
      ...defaulted(step, [...path, "to", column], look.table, column),
    ]),
    ...Object.keys(back).flatMap((column) =>
      missingColumnIn(step, { path: [...path, "back", column], key: true }, column, [look.table], schema),
    ),
    ...checkExpressions(step, look.table),
    ...late(step),
  ];
}

/** With a default, an INSERT that leaves the column out looks as if the new version had written it. */
function defaulted(
  step: StepUnderCheck,
  path: readonly PropertyKey[],
  table: PlannedTable,
  column: string,
): readonly Finding[] {
  const value = step.schema.columnOf(table, column)?.detail?.default ?? null;
  if (value === null) return [];
  return [
    findingAt(
      step,
      { path, key: true },
      {
        rule: "sync-default",
        severity: "error",
        message: `Column ${column} has the default ${value}: an INSERT that leaves it out could not be told from one that sets it`,
        fix: "Drop the default before, and set it in contract.",
      },
    ),
  ];
}

function late(step: StepUnderCheck): readonly Finding[] {
  if (step.placed.phase === "expand") return [];
  const told: Told = {
    rule: "sync-late",
    severity: "warning",
    message: `Dual writes begin only in ${step.placed.phase}: rows written before that are not carried over by them`,
    fix: "Move the step to expand, before the backfill.",
  };
  return [findingAt(step, {}, told)];
}

/** Columns that the expressions of a sync or backfill name, and whether they give the same value each time. */
export function checkExpressions(step: StepUnderCheck, table: PlannedTable): readonly Finding[] {
  return step.own.flatMap((text) => {
    if (text.role !== "expression") return [];
    const unknown = text.columns.flatMap((use) => {
      const within = { line: use.line, column: use.col };
      return missingColumnIn(step, { path: text.path, within }, use.column, [table], step.schema);
    });
    const impure = impureCall(text.text);
    if (!impure) return unknown;
    return [
      ...unknown,
      findingAt(
        step,
        { path: text.path, within: impure },
        {
          rule: "impure-expression",
          severity: "error",
          message: `${impure.name} gives another value each time: neither a repeated batch nor a check could settle`,
          fix: "Compute the value from the row, or write the value itself.",
        },
      ),
    ];
  });
}
