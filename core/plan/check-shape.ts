import type { Finding } from "#core/domain/finding.ts";
import { findingAt, type PlanUnderCheck, type StepUnderCheck } from "./plan-check.ts";
import { stepsOf } from "./steps-of.ts";
import { breaksSync, type LiveSync } from "./sync-columns.ts";

/** What only the whole plan shows: gates, points of no return, dual writes that never end. */
export function checkShape(plan: PlanUnderCheck): readonly Finding[] {
  return [...empty(plan), ...withoutGate(plan), ...syncsThatStay(plan), ...earlyNoReturn(plan)];
}

const placedIn = (plan: PlanUnderCheck) => stepsOf(plan.document);

function empty(plan: PlanUnderCheck): readonly Finding[] {
  // Of operations without phases it is said that they are not expanded.
  if (placedIn(plan).length > 0 || plan.document.operations) return [];
  return [
    {
      rule: "empty-plan",
      severity: "error",
      message: "The plan has no step",
      fix: "Add a step to a phase.",
      ...plan.source.placeOf(["phases"]),
    },
  ];
}

function withoutGate(plan: PlanUnderCheck): readonly Finding[] {
  const { contract, cutover } = plan.document.phases;
  const [first] = placedIn(plan).filter(({ phase }) => phase === "contract");
  if (!first || !contract || cutover?.some((step) => "gate" in step)) return [];
  return [
    findingAt(
      { placed: first, source: plan.source },
      {},
      {
        rule: "no-gate",
        severity: "note",
        message: "Nobody is asked before contract takes away what the old version uses",
        fix: "Add a `gate` to cutover.",
      },
    ),
  ];
}

function syncsThatStay(plan: PlanUnderCheck): readonly Finding[] {
  if ((plan.document.phases.contract ?? []).length > 0) return [];
  return placedIn(plan).flatMap((placed) =>
    "sync" in placed.step
      ? [
          findingAt(
            { placed, source: plan.source },
            {},
            {
              rule: "sync-never-removed",
              severity: "warning",
              message: "The plan has no contract phase: these dual writes stay in the database for good",
              fix: "Add a contract phase; Sluice removes dual writes at its end.",
            },
          ),
        ]
      : [],
  );
}

function earlyNoReturn(plan: PlanUnderCheck): readonly Finding[] {
  return placedIn(plan).flatMap((placed) => {
    const compiled = plan.steps.find(({ id }) => id === placed.id);
    if (compiled?.undo.kind !== "none" || placed.phase === "contract") return [];
    return [
      findingAt(
        { placed, source: plan.source },
        {},
        {
          rule: "early-point-of-no-return",
          severity: "warning",
          message: `This step cannot be undone, and it comes in ${placed.phase}: from here on a rollback restores no more everything`,
          fix: "Say how it is undone (`undo: keep` if it may stay), or move it to contract.",
        },
      ),
    ];
  });
}

/** SQL that takes away what living dual writes need, before contract, where they would be removed first. */
export function checkLiveSyncs(step: StepUnderCheck, live: readonly LiveSync[]): readonly Finding[] {
  if (step.placed.phase === "contract") return [];
  return step.own.flatMap((text) =>
    text.role !== "sql"
      ? []
      : text.statements.flatMap((statement) =>
          live
            .filter((sync) => breaksSync(statement, sync))
            .map((sync) =>
              findingAt(
                step,
                { path: text.path, within: statement },
                {
                  rule: "breaks-sync",
                  severity: "error",
                  message: `${statement.label} takes away what the dual writes of step ${sync.stepId} need; every write to the table would fail`,
                  fix: "Move it to contract: there the dual writes are removed first, in the same transaction.",
                },
              ),
            ),
        ),
  );
}

/** Undo SQL that brings the column or table back, but not what was in it. */
export function checkLostData(step: StepUnderCheck): readonly Finding[] {
  const { placed } = step;
  if (step.compiled?.undo.kind !== "sql") return [];
  const losing = step.own
    .flatMap((text) => (text.role === "sql" ? text.statements : []))
    .find(({ drops, creates, label }) => {
      if (label === "DROP VIEW" || label === "DROP MATERIALIZED VIEW") return false;
      const columns = drops.columns.length > creates.columns.length;
      return columns || drops.tables.length > creates.tables.length;
    });
  if (!losing) return [];
  return [
    findingAt(
      step,
      { path: ["phases", placed.phase, placed.index, "undo"] },
      {
        rule: "undo-loses-data",
        severity: "warning",
        message: "This undo brings back the name, not the data that was in it",
        fix: "Write `undo: none`, so that the approver sees a point of no return.",
      },
    ),
  ];
}
