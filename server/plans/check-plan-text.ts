import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";
import { DIALECT_LABELS, type Dialect } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { BackfillLayout } from "#core/engines/backfill-store.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import { type Catalog, readCatalog } from "#core/plan/catalog.ts";
import { checkPlan } from "#core/plan/check-plan.ts";
import { gateColumns } from "#core/plan/gate-columns.ts";
import type { LiveFacts } from "#core/plan/plan-check.ts";
import { probeBackfills } from "#core/plan/probe-backfill.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import type { Needs } from "#server/container.ts";
import { analysePlan, type ReadablePlan } from "./analyse-plan.ts";
import { readLiveFacts } from "./read-live-facts.ts";

/** What was read of a database for a plan. */
export interface PlanTarget {
  readonly databaseId: string;
  readonly name: string;
  readonly catalog: Catalog;
  readonly layouts: ReadonlyMap<StepId, BackfillLayout>;
  readonly live: LiveFacts;
}
export interface CheckedPlan {
  readonly plan: ReadablePlan | null;
  readonly findings: readonly Finding[];
  /** `null`: no database was named, or it could not be looked at and a finding says so. */
  readonly target: PlanTarget | null;
  /** Rules that had nothing to judge by. */
  readonly unlooked: readonly UnlookedRule[];
}

const LOOK = { applicationName: "sluice:plan", connectTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** Checks a plan's text; with a database also against what it has. */
export async function checkPlanText(
  deps: Needs<"targets">,
  input: {
    readonly text: string;
    readonly databaseId?: string | undefined;
    /** What to go by without a database. */
    readonly assumed?: ((dialect: Dialect) => Promise<LiveFacts>) | undefined;
  },
): Promise<CheckedPlan> {
  const { plan, findings } = await analysePlan(deps, input.text);
  if (!plan) return { plan, findings, target: null, unlooked: [] };
  const engine = deps.targets.engine(plan.document.engine);
  const looked = input.databaseId === undefined ? NOT_LOOKED : await look(deps, plan, input.databaseId);
  const checked = await checkPlan({
    ...plan,
    engine,
    catalog: looked.target?.catalog ?? null,
    live: looked.target?.live ?? (await input.assumed?.(plan.document.engine)) ?? null,
  });
  const { unlooked } = checked;
  return { plan, findings: [...looked.findings, ...checked.findings], target: looked.target, unlooked };
}

interface Looked {
  readonly target: PlanTarget | null;
  readonly findings: readonly Finding[];
}
const NOT_LOOKED: Looked = { target: null, findings: [] };

async function look(deps: Needs<"targets">, plan: ReadablePlan, databaseId: string): Promise<Looked> {
  try {
    await using open = await deps.targets.open(databaseId, LOOK);
    const { engine, connection, databaseName: name } = open;
    if (engine.dialect !== plan.document.engine) return { target: null, findings: [otherEngine(plan, engine, name)] };
    const catalog = await readCatalog(connection, engine.introspector, tablesOf(plan, engine));
    const { layouts, findings } = await probeBackfills(plan, engine, connection, catalog);
    const live = await readLiveFacts(engine, connection, tablesOf(plan, engine), plan.texts);
    return { target: { databaseId, name, catalog, layouts, live }, findings };
  } catch (error) {
    if (error instanceof DomainError && NOT_REACHED.has(error.code))
      return { target: null, findings: [notReached(error)] };
    throw error;
  }
}

const NOT_REACHED = new Set(["target-unreachable", "target-rights", "secret-unreadable"]);

const notReached = ({ message }: DomainError): Finding => ({
  rule: "target-not-checked",
  severity: "warning",
  message: `The database could not be looked at, so names and sizes are not checked: ${message}`,
});

const otherEngine = ({ document, source }: ReadablePlan, engine: Engine, name: string): Finding => ({
  rule: "other-engine",
  severity: "error",
  message: `The plan is for ${DIALECT_LABELS[document.engine]}, and ${name} is ${DIALECT_LABELS[engine.dialect]}`,
  fix: "Choose another database, or write the plan for this engine.",
  ...source.placeOf(["engine"]),
});

/** Every table that the plan names or makes. */
export function tablesOf({ texts, document }: ReadablePlan, { statements }: Engine): readonly TableRef[] {
  const inSql = texts.flatMap((text) =>
    text.statements.flatMap(({ tables, creates, drops }) => [
      ...tables,
      ...creates.tables,
      ...drops.tables,
      ...creates.columns.map((it) => it.table),
      ...drops.columns.map((it) => it.table),
    ]),
  );
  const inSteps = stepsOf(document).flatMap(({ step }) => {
    if ("sync" in step) return [step.sync.table];
    if ("backfill" in step) return [step.backfill.table];
    return "check" in step && "copy" in step.check ? [step.check.copy.from, step.check.copy.to] : [];
  });
  const inGates = stepsOf(document).flatMap(({ step }) => gateColumns(step).map(({ table }) => table));
  const bare = [...inSql, ...inSteps.map(statements.parseTable), ...inGates];
  return bare.map(({ schema, name }) => ({ ...(schema === undefined ? {} : { schema }), name }));
}
