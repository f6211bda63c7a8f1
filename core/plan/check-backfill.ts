import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import type { Finding } from "#core/domain/finding.ts";
import { missingColumnIn, missingTable } from "./check-names.ts";
import { checkExpressions } from "./check-sync.ts";
import { findingAt, type StepUnderCheck } from "./plan-check.ts";
import type { PlannedTable } from "./planned-schema.ts";
import { sameTable } from "./same-table.ts";
import { stepsOf } from "./steps-of.ts";

/** Table, columns and expressions of a backfill step, and whether rows written meanwhile are taken care of. */
export function checkBackfill(step: StepUnderCheck): readonly Finding[] {
  const { placed, engine, schema } = step;
  if (!("backfill" in placed.step)) return [];
  const { table: name, set } = placed.step.backfill;
  const path = ["phases", placed.phase, placed.index, "backfill"];
  const table = engine.statements.parseTable(name);
  const look = schema.look(table);
  if (!("table" in look)) return missingTable(step, { path: [...path, "table"] }, table, look);
  const columns = Object.keys(set);
  const empty =
    columns.length > 0
      ? []
      : [
          findingAt(
            step,
            { path: [...path, "set"] },
            {
              rule: "empty-backfill",
              severity: "error" as const,
              message: "A backfill without a column in `set` would do nothing",
            },
          ),
        ];
  return [
    ...empty,
    ...loud(step, path),
    ...columns.flatMap((column) => [
      ...missingColumnIn(step, { path: [...path, "set", column], key: true }, column, [look.table], schema),
      ...computed(step, [...path, "set", column], look.table, column),
    ]),
    ...checkExpressions(step, look.table),
    ...unsynced(step, look.table, columns),
  ];
}

/** `triggers: quiet` on an engine that has no such thing. */
function loud(step: StepUnderCheck, path: readonly PropertyKey[]): readonly Finding[] {
  const { placed, engine } = step;
  if (!("backfill" in placed.step) || placed.step.backfill.triggers !== "quiet" || engine.capabilities.quietTriggers)
    return [];
  return [
    findingAt(
      step,
      { path: [...path, "triggers"] },
      {
        rule: "triggers-not-quiet",
        severity: "error",
        message: `${DIALECT_LABELS[engine.dialect]} cannot keep the triggers of a table quiet for one session: they fire for each row that a backfill changes`,
        fix: "Take `triggers` out, or drop the triggers in an expand step and make them again in verify.",
      },
    ),
  ];
}

function computed(
  step: StepUnderCheck,
  path: readonly PropertyKey[],
  table: PlannedTable,
  column: string,
): readonly Finding[] {
  const detail = step.schema.columnOf(table, column)?.detail;
  if (!detail?.generated && !detail?.identity) return [];
  const what = detail.generated ? "is generated" : "is an identity";
  return [
    findingAt(
      step,
      { path, key: true },
      {
        rule: "computed-column",
        severity: "error",
        message: `Column ${column} ${what}: the server computes it, and a backfill cannot`,
      },
    ),
  ];
}

/** Rows that the old version writes behind the backfill would keep stale values. */
function unsynced(step: StepUnderCheck, table: PlannedTable, columns: readonly string[]): readonly Finding[] {
  if (table.isNew) return [];
  const { statements } = step.engine;
  const here = stepsOf(step.document).findIndex(({ id }) => id === step.placed.id);
  const synced = stepsOf(step.document)
    .slice(0, here)
    .flatMap(({ step: it }) =>
      "sync" in it &&
      "backfill" in step.placed.step &&
      sameTable(statements.parseTable(it.sync.table), statements.parseTable(step.placed.step.backfill.table))
        ? Object.keys(it.sync.to)
        : [],
    );
  const left = columns.filter((column) => !synced.includes(column));
  if (left.length === 0 || hasTrigger(step)) return [];
  return [
    findingAt(
      step,
      {},
      {
        rule: "backfill-without-sync",
        severity: "warning",
        message: `No sync keeps ${left.join(", ")} of ${table.name} up to date: rows that are written after the backfill passed them stay stale`,
        fix: "Add a `sync` step in expand, or make sure that every running version writes the column.",
      },
    ),
  ];
}

/** A trigger that the plan itself puts on the table keeps rows in step as a sync does. */
function hasTrigger({ placed, document, texts, engine }: StepUnderCheck): boolean {
  if (!("backfill" in placed.step)) return false;
  const filled = engine.statements.parseTable(placed.step.backfill.table);
  const before = new Set<string>();
  for (const { id } of stepsOf(document)) {
    if (id === placed.id) break;
    before.add(id);
  }
  return texts
    .filter((text) => text.role === "sql" && before.has(text.placed.id))
    .flatMap((text) => text.statements)
    .some(
      ({ label, tables }) =>
        /^CREATE (OR REPLACE )?TRIGGER\b/.test(label) && tables.some((it) => sameTable(it, filled)),
    );
}
