import type { Needs } from "#server/container.ts";
import { checkDatabase } from "./check-database.ts";
import { claimCheck, listUnchecked } from "./database-repository.ts";

const CHECK_EVERY_MS = 55_000;
const AT_ONCE = 4;

/** Looks at each database that nobody has looked at for a minute. The reconciler calls it; several workers may. */
export async function checkDatabases(
  deps: Needs<"prisma" | "targets" | "feed" | "now" | "log" | "draining">,
): Promise<void> {
  const now = deps.now();
  const rows = await listUnchecked(deps.prisma, new Date(now.getTime() - CHECK_EVERY_MS));
  const next = rows[Symbol.iterator]();
  const work = async () => {
    for (const row of next) {
      if (deps.draining.aborted) return;
      if (await claimCheck(deps.prisma, row.id, row.checkedAt, now)) await checkDatabase(deps, row);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
