import { createHash } from "node:crypto";
import { DomainError } from "#core/domain/domain-error.ts";
import { PHASES } from "#core/domain/phase.ts";
import type { PlanDocument, StepDocument } from "#core/domain/plan-document.ts";
import type { OperationName, PlanOperation } from "#core/domain/plan-operation.ts";
import { expandedMark } from "./expanded-mark.ts";
import type { Operation, OperationContext } from "./operations/operation.ts";
import { OPERATIONS } from "./operations/operations.ts";
import { renameColumn } from "./operations/rename-column.ts";
import { composeRules, type PhasesOf } from "./operations/rules/compose-rules.ts";
import { mergePhases } from "./operations/rules/merge-phases.ts";
import { renamedTypeRule } from "./operations/rules/renamed-type-rule.ts";
import { fieldOf, placeOfRefusal } from "./place-of-refusal.ts";
import { type ExpandedPart, refuseOverlaps } from "./refuse-overlaps.ts";
import { type RenamedType, renamedTypes } from "./renamed-types.ts";
import { tellingRenamed } from "./telling-renamed.ts";

export interface ExpandedPlan {
  /** With the phases that its operations need; its own steps, if it has any, are replaced. */
  readonly document: PlanDocument;
  readonly notes: readonly string[];
}

/** Names what Sluice makes in a target for a plan, by the plan's name: the same at every expansion. */
export const operationTag = (planName: string): string =>
  createHash("sha256").update(planName).digest("hex").slice(0, 8);

/**
 * Writes the phases of a plan's operations from a target's catalog: ordinary steps, which the author may change afterwards.
 * @throws DomainError `invalid-plan` or `unsupported`, with the operation's place (`path`) in `details`.
 */
export async function expandOperations(
  document: PlanDocument,
  context: Omit<OperationContext, "tag">,
): Promise<ExpandedPlan> {
  const own = { ...context, tag: operationTag(document.name) };
  const parts: ExpandedPart[] = [];
  const operations = document.operations ?? [];
  const renamed = renamedTypes(operations, own.sql);
  for (const [index, operation] of operations.entries()) {
    const [name = ""] = Object.keys(operation);
    const part = await placed(`operations.${index}.${name}`, operation, () =>
      tellingRenamed({ operation, operations }, own.sql, () =>
        expandOne(operation, document, own, renamed.get(operation)),
      ),
    );
    parts.push({ ...part, operation });
  }
  refuseOverlaps(parts, own.sql);
  const rules = parts.flatMap((part) => part.rules ?? []);
  const composed = await placedByRule(parts, () => composeRules(rules, own, document.access ?? null));
  const [first, others] = [parts.filter((it) => it.stepsFirst), parts.filter((it) => !it.stepsFirst)];
  const phases = mergePhases([...first.map(stepsFrom), composed.phases, ...others.map(stepsFrom)]);
  const written = { ...document, phases };
  return {
    document: { ...written, expanded: expandedMark(written) },
    notes: [...parts.flatMap((part) => part.notes ?? []), ...composed.notes],
  };
}

async function expandOne(
  operation: PlanOperation,
  document: PlanDocument,
  context: OperationContext,
  renamed: RenamedType | undefined,
) {
  const [name] = Object.keys(operation) as OperationName[];
  const found = name === undefined ? undefined : (OPERATIONS[name] as Operation<OperationName> | undefined);
  if (!name || !found?.engines.includes(document.engine)) {
    throw new DomainError(
      "unsupported",
      `Operation ${name} cannot be written for ${document.engine}. Write its steps by hand in \`phases\`.`,
    );
  }
  const [spec] = Object.values(operation) as never[];
  if (spec === undefined)
    throw new DomainError("invalid-plan", `Operation ${name} has no fields. Nothing was changed.`);
  const from = found.label(spec);
  if (!renamed || name === "rename-column") {
    const expansion = await found.expand(spec, context);
    // The column is that of the type change.
    return { ...expansion, ...(renamed ? { rules: [] } : {}), operation, from };
  }
  const both = `${from}, ${renameColumn.label(renamed.rename)}`;
  return { rules: [await renamedTypeRule(renamed, both, context)], operation, from };
}

const stepsFrom = ({ steps, from }: ExpandedPart): PhasesOf =>
  Object.fromEntries(
    PHASES.map((phase) => [
      phase,
      (steps?.[phase] ?? []).map((step): StepDocument => ({ ...step, from: step.from ?? from })),
    ]),
  );

/** A path in `details` that an operation names is one inside its own fields, such as `up`. */
async function placed<T>(path: string, operation: PlanOperation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [spec] = Object.values(operation);
    const field = fieldOf(spec, (text) => text === error.extra.unknown);
    const told = error.details.length > 0 ? error.details : [{ message: error.message, path: field ?? undefined }];
    const details = told.map((it) => ({ ...it, path: it.path === undefined ? path : `${path}.${it.path}` }));
    throw new DomainError(error.code, error.message, { cause: error, details, extra: error.extra });
  }
}

async function placedByRule<T>(operations: Parameters<typeof placeOfRefusal>[1], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.details.length > 0) throw error;
    const path = placeOfRefusal(error.message, operations) ?? undefined;
    const details = [{ message: error.message, path }];
    throw new DomainError(error.code, error.message, { cause: error, details, extra: error.extra });
  }
}
