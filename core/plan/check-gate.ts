import type { Finding } from "#core/domain/finding.ts";
import { missingColumnIn, missingTable } from "./check-names.ts";
import { durationMs } from "./duration.ts";
import { gateColumns } from "./gate-columns.ts";
import { findingAt, type StepUnderCheck } from "./plan-check.ts";

/** Instances are remembered for three times as long. */
const LONGEST_MS = 30 * 86_400_000;

/** The columns of a gate's demands: one that is not there would hold at once, and prove nothing. */
export function checkGate(step: StepUnderCheck): readonly Finding[] {
  const { placed, schema } = step;
  const unknown = gateColumns(placed.step).flatMap(({ table, column, path }) => {
    const place = { path: ["phases", placed.phase, placed.index, ...path] };
    const look = schema.look(table);
    return "table" in look
      ? missingColumnIn(step, place, column, [look.table], schema)
      : missingTable(step, place, table, look);
  });
  return [...unknown, ...tooLong(step)];
}

function tooLong(step: StepUnderCheck): readonly Finding[] {
  const { placed } = step;
  if (!("gate" in placed.step)) return [];
  return Object.entries(placed.step.gate.applications ?? {}).flatMap(([application, demand]) => {
    if (demand.for === undefined || durationMs(demand.for) <= LONGEST_MS) return [];
    const path = ["phases", placed.phase, placed.index, "gate", "applications", application, "for"];
    const message = "A gate looks back over 30 days at most";
    return [
      findingAt(step, { path }, { rule: "gate-too-long", severity: "error", message, fix: "Write at most 30d." }),
    ];
  });
}
