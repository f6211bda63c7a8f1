import { stringify } from "yaml";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/plan-expansion.ts";
import { countsAgainst } from "#core/domain/counts-against.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { type ExpandedPlan, expandOperations } from "#core/plan/expand-operations.ts";
import { expandedMark } from "#core/plan/expanded-mark.ts";
import type { Path, PlanSource } from "#core/plan/read-plan-source.ts";
import { stepsOf } from "#core/plan/steps-of.ts";
import { writePhases } from "#core/plan/write-phases.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { askTarget } from "#server/databases/ask-target.ts";
import { makeForecast } from "#server/forecasts/make-forecast.ts";
import { toPlanForecast } from "#server/forecasts/to-forecast.ts";
import { openForPlan } from "#server/targets/open-for-plan.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import { checkPlanText } from "./check-plan-text.ts";
import { parsePlan } from "./parse-plan.ts";
import { viewPlan } from "./view-plan.ts";

type Answer = OperationResponse<typeof contract.expandPlan>;

const SESSION = { applicationName: "sluice:expand", connectTimeoutMs: 5_000, statementTimeoutMs: 10_000 } as const;

interface Request {
  readonly actor: Actor;
  readonly source: string;
  readonly databaseId: string;
  readonly as: "given" | "yaml";
}

/** Writes the phases of a plan's operations from a database's catalog, and shows the plan as a reviewer would see it. Saves nothing. */
export async function expandPlan(
  deps: Needs<"targets" | "prisma" | "now" | "log">,
  { actor, source: text, databaseId, as }: Request,
): Promise<Answer> {
  assertCan(actor, "migration.write");
  const { document, source, findings } = parsePlan(text);
  if (!document || !source) return refused(findings);
  if (!document.operations) return refused([withoutOperations(source)]);
  const opening = openForPlan(deps, document, databaseId, SESSION);
  return await askTarget(opening, async (target) => {
    const expanded = await tryExpand(target, document, source);
    if ("refusal" in expanded) return refused([expanded.refusal]);
    const given = as === "yaml" ? asYaml(text, document) : text;
    const written = writePhases(given, expanded.document);
    const checked = await checkPlanText(deps, { text: written, databaseId });
    const { plan } = checked;
    return {
      source: written,
      valid: !checked.findings.some(countsAgainst("error")),
      findings: [...checked.findings],
      notes: [...replacedNotes(document), ...expanded.notes],
      plan: plan ? await viewPlan({ ...checked, plan }, deps.targets.engine(document.engine), deps.now()) : null,
      forecast: await tryForecast(deps, target, expanded.document),
    };
  });
}

const refused = (findings: readonly Finding[]): Answer => ({
  source: null,
  valid: false,
  findings: [...findings],
  notes: [],
  plan: null,
  forecast: null,
});

const withoutOperations = (source: PlanSource): Finding => ({
  rule: "no-operations",
  severity: "error",
  message: "The plan names no operation, so there is nothing to expand",
  fix: "Add `operations`, such as `- set-default: { table: orders, column: status, default: \"'new'\" }`.",
  ...source.placeOf([]),
});

async function tryExpand(
  { engine, connection }: Pick<OpenTarget, "engine" | "connection">,
  document: PlanDocument,
  source: PlanSource,
): Promise<ExpandedPlan | { readonly refusal: Finding }> {
  if (!engine.operations)
    return {
      refusal: {
        rule: "operation-refused",
        severity: "error",
        message: `There are no ready-made operations for ${DIALECT_LABELS[engine.dialect]}`,
        fix: "Write the steps in `phases`, and take `operations` out.",
        ...source.placeOfKey(["operations"]),
      },
    };
  const { catalog, sql } = engine.operations;
  const { versionNumber: version } = await engine.introspector.probe(connection);
  try {
    return await expandOperations(document, { version, catalog: catalog(connection), sql });
  } catch (error) {
    if (!(error instanceof DomainError) || !REFUSALS.has(error.code)) throw error;
    return { refusal: refusalOf(error, source) };
  }
}

const REFUSALS = new Set(["invalid-plan", "unsupported"]);

function refusalOf(error: DomainError, source: PlanSource): Finding {
  const [detail] = error.details;
  const path = detail?.path;
  const place = source.placeOf(path === undefined ? ["operations"] : pathOf(path));
  return {
    rule: "operation-refused",
    severity: "error",
    message: error.message,
    ...(path === undefined ? {} : { path }),
    ...place,
  };
}

const pathOf = (path: string): Path => path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Steps that somebody wrote or changed by hand are not lost without a word. */
function replacedNotes(document: PlanDocument): readonly string[] {
  const steps = stepsOf(document);
  const byHand = steps.filter(({ step }) => step.from === undefined).length;
  if (byHand > 0)
    return [
      `${byHand === 1 ? "1 step" : `${byHand} steps`} written by hand stood in the phases and ${byHand === 1 ? "is" : "are"} not in this plan. Say it as operation \`sql\`, or add it after expanding.`,
    ];
  const isEdited = steps.length > 0 && document.expanded?.phases !== expandedMark(document).phases;
  return isEdited ? ["The phases had been edited by hand; they were written anew."] : [];
}

/** What the form sends, as people write it. */
const asYaml = (text: string, document: PlanDocument): string => {
  if (!text.trimStart().startsWith("{")) return text;
  const { expanded: _, phases: __, ...said } = document;
  return stringify(said, { lineWidth: 0, blockQuote: "literal" });
};

/** A preview without a forecast is still one. */
async function tryForecast(
  deps: Needs<"prisma" | "now" | "log">,
  target: OpenTarget,
  document: PlanDocument,
): Promise<Answer["forecast"]> {
  try {
    return toPlanForecast(await makeForecast(deps, target, { document, saved: null }));
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: "unknown" };
    deps.log.warn({ databaseId: target.databaseId, error: name }, "no forecast was made of an expanded plan");
    return null;
  }
}
