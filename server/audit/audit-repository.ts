import type { z } from "zod";
import type { auditFilter } from "#contracts/audit.ts";
import type { Prisma, PrismaClient } from "#prisma/client/client.ts";

export type AuditFilter = z.output<typeof auditFilter>;

/** The place of an entry in the order newest first. */
export interface AuditPlace {
  readonly at: Date;
  readonly id: string;
}

const NEWEST_FIRST = [{ at: "desc" }, { id: "desc" }] as const satisfies Prisma.AuditEntryOrderByWithRelationInput[];

function whereOf(filter: AuditFilter, after: AuditPlace | null): Prisma.AuditEntryWhereInput {
  const { actor, action, objectType, objectId, from, to, text } = filter;
  const contains = { contains: text ?? "", mode: "insensitive" } as const;
  const and: Prisma.AuditEntryWhereInput[] = [];
  if (text)
    and.push({ OR: [{ objectName: contains }, { reason: contains }, { action: contains }, { actorName: contains }] });
  if (after) and.push({ OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] });
  if (from) and.push({ at: { gte: new Date(from) } });
  if (to) and.push({ at: { lte: new Date(to) } });
  return {
    ...(actor ? { actorName: actor } : {}),
    ...(action ? { action } : {}),
    ...(objectType ? { objectType } : {}),
    ...(objectId ? { objectId } : {}),
    AND: and,
  };
}

const WITH_LINK = { link: true } as const satisfies Prisma.AuditEntryInclude;
export type LinkedEntry = Prisma.AuditEntryGetPayload<{ include: typeof WITH_LINK }>;

/** Entries that pass the filter, newest first, from a place on. */
export const findAuditEntries = (
  prisma: PrismaClient,
  filter: AuditFilter,
  page: { readonly after: AuditPlace | null; readonly take: number },
): Promise<LinkedEntry[]> =>
  prisma.auditEntry.findMany({
    where: whereOf(filter, page.after),
    include: WITH_LINK,
    orderBy: [...NEWEST_FIRST],
    take: page.take,
  });

/** Values that occur, each once. */
export async function findAuditFacets(prisma: PrismaClient) {
  const [actors, actions, objectTypes] = await Promise.all([
    prisma.auditEntry.groupBy({ by: "actorName", orderBy: { actorName: "asc" } }),
    prisma.auditEntry.groupBy({ by: "action", orderBy: { action: "asc" } }),
    prisma.auditEntry.groupBy({ by: "objectType", orderBy: { objectType: "asc" } }),
  ]);
  return {
    actors: actors.map((it) => it.actorName),
    actions: actions.map((it) => it.action),
    objectTypes: objectTypes.map((it) => it.objectType),
  };
}
