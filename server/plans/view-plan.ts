import type { PlanStep, PlanView } from "#contracts/plan.ts";
import { FACT_WORDS } from "#core/analysis/fact.ts";
import { unlookedInWords } from "#core/analysis/unlooked-in-words.ts";
import { demandTexts } from "#core/domain/demand-texts.ts";
import { PHASES } from "#core/domain/phase.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { CompiledStep, CompiledUndo } from "#core/plan/compiled-step.ts";
import { sameTable, tableName } from "#core/plan/same-table.ts";
import type { CheckedPlan, PlanTarget } from "./check-plan-text.ts";
import { type PlanContext, PREVIEW_TAG, sentStatements } from "./sent-statements.ts";

/** A plan as its reviewer reads it: what is sent, what it locks, how large it is, how it is undone. */
export async function viewPlan(
  checked: CheckedPlan & { readonly plan: NonNullable<CheckedPlan["plan"]> },
  engine: Engine,
  at: Date,
): Promise<PlanView> {
  const { plan, findings, target, unlooked } = checked;
  const why = unlookedInWords(unlooked, target !== null);
  const context: PlanContext = { plan, engine, target };
  const steps: (PlanStep & { readonly phase: CompiledStep["phase"] })[] = [];
  for (const step of plan.steps) steps.push({ ...(await viewStep(context, step, findings)), phase: step.phase });
  return {
    name: plan.document.name,
    title: plan.document.title,
    description: plan.document.description ?? null,
    engine: plan.document.engine,
    digest: plan.digest,
    checkedAgainst: target ? { databaseId: target.databaseId, name: target.name, at: at.toISOString() } : null,
    phases: PHASES.map((phase) => ({
      phase,
      steps: steps.filter((step) => step.phase === phase).map(({ phase: _, ...step }) => step),
    })),
    pointOfNoReturn: plan.steps.find(({ undo }) => undo.kind === "none")?.id ?? null,
    findings: [...findings],
    unlooked:
      why === null
        ? null
        : { why, rules: unlooked.map(({ rule, missing }) => ({ rule, missing: missing.map((it) => FACT_WORDS[it]) })) },
  };
}

async function viewStep(
  context: PlanContext,
  step: CompiledStep,
  findings: CheckedPlan["findings"],
): Promise<PlanStep> {
  const { plan, target } = context;
  const statements = await sentStatements(context, step);
  const index = Number(step.id.slice(step.id.indexOf(".") + 1)) - 1;
  return {
    id: step.id,
    kind: step.kind,
    title: step.title,
    synthetic: step.synthetic,
    statements: statements.map(({ sql, label, locks }) => ({ sql, label, locks })),
    tables: sizesOf(
      tablesOf(
        context,
        step,
        statements.flatMap(({ tables }) => tables),
      ),
      target,
    ),
    undo: viewUndo(context, step.undo),
    note: noteOf(step),
    from: step.source?.from ?? null,
    line: step.synthetic ? null : plan.source.placeOf(["phases", step.phase, index]).line,
    findings: findings.filter((finding) => finding.step === step.id),
  };
}

function tablesOf({ engine }: PlanContext, { work }: CompiledStep, named: readonly TableRef[]): readonly TableRef[] {
  const own = work.kind === "sync" || work.kind === "backfill" ? [engine.statements.parseTable(work.table)] : [];
  const all = own.length > 0 ? own : named;
  return all.filter((table, at) => all.findIndex((other) => sameTable(table, other)) === at);
}

const sizesOf = (tables: readonly TableRef[], target: PlanTarget | null): PlanStep["tables"] =>
  tables.map((ref) => {
    const found =
      target?.catalog.find({ ...(ref.schema === undefined ? {} : { schema: ref.schema }), name: ref.name }) ?? null;
    return {
      schema: found?.schema ?? ref.schema ?? null,
      name: ref.name,
      rowEstimate: found?.rowEstimate ?? null,
      bytes: found?.bytes ?? null,
    };
  });

function viewUndo({ plan, engine }: PlanContext, undo: CompiledUndo): PlanStep["undo"] {
  const { summary } = undo;
  switch (undo.kind) {
    case "sql":
      return { kind: "sql", summary, statements: [...undo.statements] };
    case "index":
      return { kind: "automatic", summary, statements: [undo.statement] };
    case "remove-sync": {
      const work = plan.steps.find(({ id }) => id === undo.syncStep)?.work;
      const table = work?.kind === "sync" ? engine.statements.parseTable(work.table) : null;
      return {
        kind: "automatic",
        summary,
        statements: table ? [...engine.sync.remove({ tag: PREVIEW_TAG, table })] : [],
      };
    }
    case "restore":
      return { kind: "automatic", summary, statements: [] };
    default:
      return { kind: undo.kind, summary, statements: [] };
  }
}

const gateNote = (ask: string | null, demands: readonly string[]): string | null =>
  [...(ask === null ? [] : [ask]), ...(demands.length > 0 ? [`Opens once ${demands.join("; ")}`] : [])].join(" ") ||
  null;

function noteOf({ work, title }: CompiledStep): string | null {
  switch (work.kind) {
    case "gate":
      return gateNote(work.ask === title ? null : work.ask, demandTexts(work.applications ?? []));
    case "soak":
      return work.why;
    case "check":
      return work.none === null ? "Both queries must return the same value" : "The query must return no row";
    case "backfill": {
      const batch =
        work.batchSize === null ? "batches of a size that adapts" : `batches of ${work.batchSize} rows to begin with`;
      return `Runs in ${batch}${work.pauseMs > 0 ? `, ${work.pauseMs} ms apart` : ""}; each row is changed once${work.triggers === "quiet" ? ", and the table's triggers stay quiet" : ""}`;
    }
    case "sync":
      return `${work.action === "install" ? "Installs" : "Removes"} a trigger on ${tableName({ name: work.table })}`;
    default:
      return null;
  }
}
