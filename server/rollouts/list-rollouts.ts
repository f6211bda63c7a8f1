import type { RolloutSummary } from "#contracts/rollout.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listRolloutRows } from "./rollout-repository.ts";
import { readSurroundings } from "./rollout-surroundings.ts";
import { toRolloutSummary } from "./to-rollout.ts";

interface Query {
  readonly state: "open" | "ended" | "all";
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly migrationId?: string | undefined;
}

/** Rollouts, newest first. */
export async function listRollouts(
  deps: Needs<"prisma" | "now">,
  { actor, query }: { readonly actor: Actor; readonly query: Query },
): Promise<{ items: RolloutSummary[]; next: string | null }> {
  assertCan(actor, "rollout.read");
  const { state, cursor, limit, migrationId } = query;
  const rows = await listRolloutRows(deps.prisma, { state, before: cursor, limit: limit + 1, migrationId });
  const page = rows.slice(0, limit);
  const around = await readSurroundings(deps, page);
  const items = page.map((row) => toRolloutSummary(row, around));
  return { items, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
