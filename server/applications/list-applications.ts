import type { Application } from "#contracts/application.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { findListedDeclarations, findListedInstances, type ListedDeclaration } from "./listed-repository.ts";

const MOST_DECLARATIONS = 20;
const MOST_INSTANCES = 50;

/** Applications that report themselves, by name. Of each the newest that was said of it, and its instances. */
export async function listApplications(
  { prisma }: Needs<"prisma">,
  { actor }: { readonly actor: Actor },
): Promise<{ items: Application[] }> {
  assertCan(actor, "application.read");
  const declarations = await findListedDeclarations(prisma, MOST_DECLARATIONS);
  const instances = Map.groupBy(await findListedInstances(prisma, MOST_INSTANCES), ({ name }) => name);
  const items = [...Map.groupBy(declarations, ({ name }) => name)].map(([name, own]) => ({
    ...summaryOf(name, own),
    instances: (instances.get(name) ?? []).map(({ instance, version, state, seenAt }) => ({
      instance,
      version,
      state,
      seenAt: seenAt.toISOString(),
    })),
  }));
  return { items };
}

const summaryOf = (name: string, own: readonly ListedDeclaration[]): Omit<Application, "instances"> => ({
  name,
  knownSince: (own[0]?.knownSince ?? new Date(0)).toISOString(),
  lastSeenAt: new Date(Math.max(...own.map(({ lastSeenAt }) => lastSeenAt.getTime()))).toISOString(),
  live: own.reduce((sum, { live }) => sum + live, 0),
  declarations: own.map((it) => ({
    version: it.version,
    database: it.database,
    environment: it.environment,
    reads: [...it.reads],
    writes: [...it.writes],
    live: it.live,
    lastSeenAt: it.lastSeenAt.toISOString(),
  })),
});
