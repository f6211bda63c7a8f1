import { type TargetProbe, targetProbe } from "#contracts/database.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "./ask-target.ts";
import { type DatabaseRow, saveProbe } from "./database-repository.ts";
import { noteReachability } from "./note-reachability.ts";

/** Looks at a registered database and writes down what was found, or since when and why it cannot be reached. */
export async function checkDatabase(
  deps: Needs<"prisma" | "targets" | "feed" | "now" | "log">,
  row: DatabaseRow,
): Promise<void> {
  const probe = await askTarget(deps.targets.open(row.id, ASKING), ({ engine, connection }) =>
    engine.introspector.probe(connection),
  ).catch(async (error: unknown) => {
    if (!(error instanceof DomainError) || error.code === "internal")
      deps.log.error({ err: error, databaseId: row.id }, "a check failed");
    // Opening notes it itself; a question that fails after that is noted here.
    await noteReachability(
      deps,
      row,
      error instanceof DomainError ? error.message : "The check failed unexpectedly; see the log.",
    );
    return null;
  });
  if (!probe) return;
  const found = targetProbe.parse(probe);
  if (row.serverId !== null && found.serverId !== row.serverId) {
    await noteReachability(deps, row, "Another database answers at this address than the one that was registered.");
    return;
  }
  await saveProbe(deps.prisma, row.id, found, deps.now());
  const before = targetProbe.safeParse(row.probe).data;
  const isNews = row.unreachableSince !== null || !before || outlineOf(before) !== outlineOf(found);
  if (isNews) await deps.feed.publish({ type: "database.changed", databaseId: row.id });
}

/** What does not change from minute to minute. */
const outlineOf = ({ version, readOnly, rights, missing, warnings, replicas }: TargetProbe): string =>
  JSON.stringify([version, readOnly, rights, missing, warnings, replicas.map(({ name, state }) => [name, state])]);
