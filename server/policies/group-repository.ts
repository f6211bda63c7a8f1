import type { Prisma, PrismaClient } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;

const WITH_MEMBERS = {
  members: { include: { user: { select: { id: true, name: true } } } },
} as const satisfies Prisma.ApproverGroupInclude;
export type GroupRow = Prisma.ApproverGroupGetPayload<{ include: typeof WITH_MEMBERS }>;

export const listGroupRows = (db: Db): Promise<GroupRow[]> =>
  db.approverGroup.findMany({ include: WITH_MEMBERS, orderBy: { name: "asc" } });

export const findGroup = (db: Db, id: string): Promise<GroupRow | null> =>
  db.approverGroup.findUnique({ where: { id }, include: WITH_MEMBERS });

export const findGroupNamed = (db: Db, name: string): Promise<{ id: string } | null> =>
  db.approverGroup.findUnique({ where: { name }, select: { id: true } });

export async function knownGroups(db: Db, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await db.approverGroup.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

export const countUsersIn = (db: Db, ids: readonly string[]): Promise<number> =>
  db.user.count({ where: { id: { in: [...ids] } } });

/** Makes the group what is asked for, whatever it was. */
export async function putGroup(
  tx: Prisma.TransactionClient,
  { id, name, memberIds }: { readonly id: string; readonly name: string; readonly memberIds: readonly string[] },
): Promise<void> {
  await tx.approverGroup.upsert({ where: { id }, create: { id, name }, update: { name } });
  await tx.approverGroupMember.deleteMany({ where: { groupId: id } });
  await tx.approverGroupMember.createMany({ data: memberIds.map((userId) => ({ groupId: id, userId })) });
}

export async function deleteGroup(tx: Prisma.TransactionClient, id: string): Promise<void> {
  await tx.approverGroup.delete({ where: { id } });
}
