import { DomainError } from "#core/domain/domain-error.ts";
import type { Finding } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { compilePlan } from "#core/plan/compile-plan.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";
import { planDigest } from "#core/plan/plan-digest.ts";
import type { PlanSource } from "#core/plan/read-plan-source.ts";
import { type ReadText, readPlanSql } from "#core/plan/read-plan-sql.ts";
import { unreadableFindings } from "#core/plan/unreadable-findings.ts";
import type { Needs } from "#server/container.ts";
import { parsePlan } from "./parse-plan.ts";

/** A plan that can be read: its shape is right and all its SQL parses. */
export interface ReadablePlan {
  readonly document: PlanDocument;
  readonly source: PlanSource;
  readonly digest: string;
  readonly texts: readonly ReadText[];
  readonly steps: readonly CompiledStep[];
}

/** Reads a plan's text; answers what is wrong with line and column where it cannot be read. */
export async function analysePlan(
  deps: Needs<"targets">,
  text: string,
): Promise<
  | { readonly plan: ReadablePlan; readonly findings: readonly [] }
  | { readonly plan: null; readonly findings: readonly Finding[] }
> {
  const { document, source, findings } = parsePlan(text);
  if (!document || !source) return { plan: null, findings };
  const engine = deps.targets.engine(document.engine);
  const { texts, unreadable } = await readPlanSql(document, engine.statements);
  if (unreadable.length > 0) return { plan: null, findings: unreadableFindings(unreadable, source, document.engine) };
  try {
    const steps = await compilePlan(document, engine);
    return { plan: { document, source, digest: planDigest(document), texts, steps }, findings: [] };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "invalid-plan") throw error;
    return {
      plan: null,
      findings: [{ rule: "plan-shape", severity: "error", message: error.message, line: 1, column: 1 }],
    };
  }
}
