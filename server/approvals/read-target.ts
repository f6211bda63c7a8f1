import type { PlanView } from "#contracts/plan.ts";
import { type PlanRisk, planRisk, type RiskFacts } from "#core/domain/approvals/plan-risk.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { phaseOfStep } from "#core/domain/step-id.ts";
import type { TableDetail } from "#core/engines/introspector.ts";
import type { Needs } from "#server/container.ts";
import { analysePlan, type ReadablePlan } from "#server/plans/analyse-plan.ts";
import { checkPlanText, tablesOf } from "#server/plans/check-plan-text.ts";
import { planRefused } from "#server/plans/refuse-plan.ts";
import { viewPlan } from "#server/plans/view-plan.ts";
import type { NamedDatabase, ReviewTargetFacts } from "./review-target-repository.ts";

/** What a plan meets on a database now. */
export interface TargetReading extends ReviewTargetFacts {
  readonly database: NamedDatabase;
  /** Why the schema could not be read. */
  readonly problem: string | null;
  /** The plan's tables as they are, those that are there. */
  readonly schema: readonly TableDetail[];
  readonly view: PlanView;
}

const LOOK = { applicationName: "sluice:approval", connectTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

/** Reads a plan against a database: its risk there, its errors, and the schema that an approval is for. */
export async function readTarget(
  deps: Needs<"targets" | "now">,
  source: string,
  database: NamedDatabase,
): Promise<TargetReading> {
  const checked = await checkPlanText(deps, { text: source, databaseId: database.id });
  const { plan, findings } = checked;
  if (!plan) throw planRefused(findings, "Nothing was changed.");
  const engine = deps.targets.engine(plan.document.engine);
  const view = await viewPlan({ ...checked, plan }, engine, deps.now());
  const seen = await readSchema(deps, plan, database.id);
  const errors = findings.filter(countsAgainst("error")).map(({ rule, step = null }) => ({ rule, step }));
  const risk: PlanRisk = planRisk({
    ...riskFacts(plan, view),
    errors: errors.length,
    isRead: seen.fingerprint !== null,
  });
  return { database, databaseId: database.id, ...risk, errors, view, ...seen };
}

/** For the later stages of a rollout: its own steps changed the schema, so findings against it say nothing any more. */
export async function readTargetUnderWay(
  deps: Needs<"targets" | "now">,
  source: string,
  target: { readonly database: NamedDatabase; readonly risk: PlanRisk["risk"] },
): Promise<TargetReading> {
  const { database, risk } = target;
  const { plan, findings } = await analysePlan(deps, source);
  if (!plan) throw planRefused(findings, "Nothing was changed.");
  const engine = deps.targets.engine(plan.document.engine);
  const view = await viewPlan({ plan, findings: [], target: null, unlooked: [] }, engine, deps.now());
  const seen = await readSchema(deps, plan, database.id);
  return { database, databaseId: database.id, risk, reasons: [], errors: [], view, ...seen };
}

type SeenSchema = Pick<TargetReading, "fingerprint" | "schema" | "problem">;

async function readSchema(deps: Needs<"targets">, plan: ReadablePlan, databaseId: string): Promise<SeenSchema> {
  try {
    await using open = await deps.targets.open(databaseId, LOOK);
    const { engine, connection, databaseName } = open;
    if (engine.dialect !== plan.document.engine)
      return { fingerprint: null, schema: [], problem: `${databaseName} is of another engine than the plan` };
    const refs = tablesOf(plan, engine);
    const schema: TableDetail[] = [];
    for (const ref of distinct(refs)) {
      const table = await engine.introspector.table(connection, ref);
      if (table) schema.push(table);
    }
    return { fingerprint: await engine.introspector.fingerprint(connection, refs), schema, problem: null };
  } catch (error) {
    if (error instanceof DomainError && UNREAD.has(error.code))
      return { fingerprint: null, schema: [], problem: error.message };
    throw error;
  }
}

const UNREAD = new Set(["target-unreachable", "target-rights", "secret-unreadable"]);

const distinct = <T extends { readonly schema?: string | undefined; readonly name: string }>(refs: readonly T[]) =>
  [...new Map(refs.map((ref) => [`${ref.schema ?? ""}.${ref.name}`, ref])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );

function riskFacts(plan: ReadablePlan, view: PlanView): Omit<RiskFacts, "errors" | "isRead"> {
  const inContract = plan.texts.filter(({ placed }) => phaseOfStep(placed.id) === "contract");
  const drops = inContract.flatMap(({ statements }) =>
    statements.flatMap(({ drops: dropped }) => [
      ...dropped.tables.map(({ name }) => name),
      ...dropped.columns.map(({ table, column }) => `${table.name}.${column}`),
    ]),
  );
  const tables = view.phases.flatMap(({ steps }) => steps.flatMap((step) => step.tables));
  const [largest] = tables.toSorted(
    (a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (b.rowEstimate ?? 0) - (a.rowEstimate ?? 0),
  );
  return {
    irreversible: plan.steps.filter(({ undo }) => undo.kind === "none").map(({ title }) => title),
    drops: [...new Set(drops)],
    warnings: view.findings.filter(({ severity }) => severity === "warning").length,
    largest: largest ? { name: largest.name, rows: largest.rowEstimate, bytes: largest.bytes } : null,
  };
}
