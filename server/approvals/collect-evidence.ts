import { createHash } from "node:crypto";
import { markOfRule } from "#core/domain/approvals/approval-policy.ts";
import type { ApprovalQuestion } from "#core/domain/approvals/approval-question.ts";
import { canonicalJson } from "#core/plan/plan-digest.ts";
import type { Needs } from "#server/container.ts";
import { latestDataChecks } from "#server/data-checks/latest-data-checks.ts";
import { dryRunsOf } from "#server/dry-runs/dry-run-repository.ts";
import { latestForecast } from "#server/forecasts/latest-forecast.ts";
import { latestShadowRun } from "#server/shadow-runs/latest-shadow-run.ts";
import type { TargetReading } from "./read-target.ts";
import { ruleWords } from "./to-standing.ts";

/** What an approver is shown of a plan. Sealed with the decision; read again by `evidenceContent`. */
export interface Evidence {
  readonly plan: { readonly revision: number; readonly digest: string; readonly source: string };
  readonly policyVersion: number;
  readonly targets: readonly {
    readonly databaseId: string;
    readonly databaseName: string;
    readonly environment: string;
    readonly fingerprint: string | null;
    readonly risk: string;
    readonly riskReasons: readonly string[];
    readonly rule: string;
    readonly ruleMark: string;
    readonly schema: TargetReading["schema"];
    /** Statements, locks, sizes, undo and findings, as the page shows them. */
    readonly view: TargetReading["view"];
  }[];
  readonly dryRuns: unknown;
  /** For cut-over and contract: the rollout as it stood. */
  readonly rollout: unknown;
  /** The newest of each database: the run on a shadow, the forecast, the checks on the real data. Empty where none was made. */
  readonly trace: unknown;
  readonly forecast: unknown;
  readonly dataChecks: unknown;
}

interface Subject {
  readonly migrationId: string;
  readonly revision: number;
  readonly digest: string;
  readonly source: string;
  readonly policyVersion: number;
  readonly readings: readonly TargetReading[];
  readonly questions: readonly ApprovalQuestion[];
  readonly rollout?: unknown;
}

/** The one place that gathers what stands behind a decision. What is added to a review is added here. */
export async function collectEvidence({ prisma }: Needs<"prisma">, subject: Subject): Promise<Evidence> {
  const { migrationId, revision, digest, source, policyVersion, readings, questions } = subject;
  return {
    plan: { revision, digest, source },
    policyVersion,
    targets: readings.flatMap((reading) => {
      const question = questions.find(({ databaseId }) => databaseId === reading.databaseId);
      return question ? [targetOf(reading, question)] : [];
    }),
    dryRuns: await dryRunsOf(prisma, migrationId, revision),
    rollout: subject.rollout ?? null,
    trace: (
      await Promise.all(
        readings.map(({ databaseId }) => latestShadowRun({ prisma }, migrationId, revision, databaseId)),
      )
    ).filter((run) => run !== null),
    forecast: await latestForecast({ prisma }, migrationId, revision),
    dataChecks: await latestDataChecks({ prisma }, migrationId, revision),
  };
}

const targetOf = (reading: TargetReading, { rule }: ApprovalQuestion): Evidence["targets"][number] => ({
  databaseId: reading.databaseId,
  databaseName: reading.database.name,
  environment: reading.database.environment,
  fingerprint: reading.fingerprint,
  risk: reading.risk,
  riskReasons: reading.reasons,
  rule: ruleWords(rule),
  ruleMark: markOfRule(rule),
  schema: reading.schema,
  view: reading.view,
});

/** The text that is stored and its SHA-256. */
export function sealEvidence(evidence: Evidence): { readonly content: string; readonly sha256: string } {
  // Dates become texts first, as they will be read.
  const content = canonicalJson(JSON.parse(JSON.stringify(evidence)));
  return { content, sha256: sha256Of(content) };
}

export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");
