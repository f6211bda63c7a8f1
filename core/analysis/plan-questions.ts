import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { RowEvent, RowRule, RowSource } from "#core/engines/row-rule.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import { PlannedRows } from "./planned-rows.ts";

/** What a step asks of rows that are there now. */
export interface PlanQuestion {
  readonly step: StepId;
  /** Whether the step itself asks, or what undoes it. */
  readonly direction: "do" | "undo";
  readonly table: TableRef;
  readonly ask:
    | { readonly rule: RowRule; readonly source: RowSource; readonly references: RowSource | null }
    /** A constraint that only the catalog knows. */
    | { readonly validate: string; readonly source: RowSource }
    /** Why rows cannot be asked: they will come into being by the plan. */
    | { readonly unknown: string; readonly rule: RowRule };
}

type Reader = Pick<Engine, "dataChecks" | "statements" | "capabilities">;

/** All questions of a plan in its order, each with the rows as the steps before it leave them. */
export async function planQuestions(document: PlanDocument, engine: Reader): Promise<readonly PlanQuestion[]> {
  const rows = new PlannedRows(engine);
  const questions: PlanQuestion[] = [];
  for (const { id, step } of stepsOf(document)) {
    const walk = (events: readonly RowEvent[], direction: PlanQuestion["direction"], on: PlannedRows) => {
      for (const event of events) questions.push(...on.follow(event).map((it) => ({ ...it, step: id, direction })));
    };
    if ("sql" in step) walk(await engine.dataChecks.read(step.sql), "do", rows);
    if ("index" in step) walk(await engine.dataChecks.read(step.index), "do", rows);
    if ("sync" in step) walk(syncEvents(step.sync, engine), "do", rows);
    if ("backfill" in step) walk(backfillEvents(step.backfill, engine), "do", rows);
    // What an undo does to columns concerns no later step.
    const undo = undoOf(step);
    if (undo !== null) walk(await engine.dataChecks.read(undo), "undo", rows.copy());
  }
  return questions;
}

const NO_SQL = new Set(["none", "keep", "keep-old-values"]);
function undoOf(step: object): string | null {
  const undo = "undo" in step ? step.undo : undefined;
  return typeof undo === "string" && !NO_SQL.has(undo) ? undo : null;
}

interface Mapping {
  readonly table: string;
  readonly to: Readonly<Record<string, string>>;
  readonly back?: Readonly<Record<string, string>> | undefined;
}

/** Rows that are there keep their values under a sync: it acts on what is written from then on. */
function syncEvents({ table: name, to, back = {} }: Mapping, { statements }: Reader): readonly RowEvent[] {
  const table = statements.parseTable(name);
  const ask = (rule: RowRule): RowEvent => ({ kind: "rule", table, rule });
  return [
    ...Object.entries(to).map(([column, expression]) =>
      ask({ kind: "expression", column, expression, where: null, type: null, pure: true }),
    ),
    ...Object.entries(back).map(([column, expression]) => ask({ kind: "round trip", to, column, back: expression })),
  ];
}

function backfillEvents(
  {
    table: name,
    set,
    where = null,
  }: { readonly table: string; readonly set: Mapping["to"]; readonly where?: string | null | undefined },
  { statements, dataChecks }: Reader,
): readonly RowEvent[] {
  const table = statements.parseTable(name);
  return [
    ...Object.entries(set).map(
      ([column, expression]): RowEvent => ({
        kind: "rule",
        table,
        rule: { kind: "expression", column, expression, where, type: null, pure: true },
      }),
    ),
    { kind: "layer", table, layer: dataChecks.layerOf(set, where) },
  ];
}
