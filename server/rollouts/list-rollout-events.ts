import type { RolloutEvent } from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listEventRows } from "./rollout-repository.ts";
import { findRunOfRollout } from "./run-repository.ts";

type Severity = RolloutEvent["severity"];

/** What happened, newest first. */
export async function listRolloutEvents(
  { prisma }: Needs<"prisma">,
  input: {
    readonly actor: Actor;
    readonly rolloutId: string;
    readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  },
): Promise<{ items: RolloutEvent[]; next: string | null }> {
  const { actor, rolloutId, query } = input;
  assertCan(actor, "rollout.read");
  const run = await findRunOfRollout(prisma, rolloutId);
  if (!run) throw new DomainError("not-found", "There is no such rollout.");
  const rows = await listEventRows(prisma, run.id, { before: cursorOf(query.cursor), limit: query.limit + 1 });
  const page = rows.slice(0, query.limit);
  const items = page.map(({ id, at, byName, kind, message, stepId, severity }) => ({
    id: id.toString(),
    at: at.toISOString(),
    byName,
    kind,
    message,
    stepId: stepId as StepId | null,
    severity: severity as Severity,
  }));
  return { items, next: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

function cursorOf(cursor: string | undefined): bigint | undefined {
  if (cursor === undefined) return undefined;
  if (/^\d{1,18}$/.test(cursor)) return BigInt(cursor);
  throw new DomainError("invalid-input", "The cursor is none of this list.");
}
