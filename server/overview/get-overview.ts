import type { z } from "zod";
import type { getOverview as contract } from "#contracts/overview.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import { listBreakGlass } from "#server/break-glass/list-break-glass.ts";
import type { Needs } from "#server/container.ts";
import { listDatabaseRows } from "#server/databases/database-repository.ts";
import { toDatabase } from "#server/databases/to-database.ts";
import { listApprovals } from "#server/migrations/list-approvals.ts";
import { listRollouts } from "#server/rollouts/list-rollouts.ts";
import { listWorkers } from "#server/settings/worker-repository.ts";
import { needsOf } from "./needs-of.ts";
import { countAll, findPlansToStart } from "./overview-repository.ts";

const RUNNING = 50;
const RECENT = 8;

/** What needs the person who asks, what runs now, which databases are in trouble. */
export async function getOverview(
  deps: Needs<"prisma" | "now">,
  input: { readonly actor: Actor },
): Promise<z.output<(typeof contract)["response"]>> {
  const { actor } = input;
  const { prisma } = deps;
  assertCan(actor, "overview.read");
  const now = deps.now();
  const [running, recent, databases, counts, workers, approvals, toStart, glass] = await Promise.all([
    listRollouts(deps, { actor, query: { state: "open", limit: RUNNING } }),
    listRollouts(deps, { actor, query: { state: "ended", limit: RECENT } }),
    listDatabaseRows(prisma),
    countAll(prisma),
    listWorkers(prisma, now),
    listApprovals(deps, { actor }),
    findPlansToStart(prisma, now),
    listBreakGlass(deps, { actor }),
  ]);
  return {
    needs: needsOf({ actor, approvals, glass: glass.items, toStart, running: running.items, counts }),
    running: running.items,
    recent: recent.items,
    troubled: databases.map(toDatabase).filter(({ unreachable }) => unreachable !== null),
    counts,
    workers,
  };
}
