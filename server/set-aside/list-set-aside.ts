import type { z } from "zod";
import type { listSetAside as contract } from "#contracts/set-aside.ts";
import type { SkippedFilter } from "#core/engines/skipped-rows.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { backfillOfRollout, openForSetAside, type SetAsideOf } from "./open-set-aside.ts";

/** Rows that could not be written, by cause, and a page of their keys; read from the target now. */
export async function listSetAside(
  deps: Needs<"prisma" | "targets">,
  input: SetAsideOf & {
    readonly actor: Actor;
    readonly query: SkippedFilter & { readonly after?: string | undefined; readonly limit: number };
  },
): Promise<z.output<typeof contract.response>> {
  assertCan(input.actor, "rollout.read");
  const { backfill } = await backfillOfRollout(deps, input);
  const { after = null, limit, ...filter } = input.query;
  await using target = await openForSetAside(deps, backfill);
  const { engine, connection } = target;
  const groups = await engine.skippedRows.groups(connection, backfill.spec.runId);
  const rows = await engine.skippedRows.list(connection, backfill.spec.runId, { ...filter, after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { groups: [...groups], items, next: rows.length > limit ? (items.at(-1)?.key ?? null) : null };
}
