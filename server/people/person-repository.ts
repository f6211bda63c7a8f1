import type { Role } from "#core/domain/role.ts";
import type { Prisma, PrismaClient, User } from "#prisma/client/client.ts";

type Db = PrismaClient | Prisma.TransactionClient;

/** How exact "last seen" is: not each request writes. */
const SEEN_EVERY_MS = 60_000;

export const getUser = (db: Db, id: string): Promise<User | null> => db.user.findUnique({ where: { id } });

export const getUserByEmail = (db: Db, email: string): Promise<User | null> => db.user.findUnique({ where: { email } });

export const countUsers = (db: Db): Promise<number> => db.user.count();

const WITH_LAST_SESSION = {
  sessions: { orderBy: { updatedAt: "desc" }, take: 1 },
} as const satisfies Prisma.UserInclude;
export type PersonRow = Prisma.UserGetPayload<{ include: typeof WITH_LAST_SESSION }>;

export const listUsers = (db: Db): Promise<PersonRow[]> =>
  db.user.findMany({ include: WITH_LAST_SESSION, orderBy: [{ name: "asc" }, { id: "asc" }] });

export const getPersonRow = (db: Db, id: string): Promise<PersonRow | null> =>
  db.user.findUnique({ where: { id }, include: WITH_LAST_SESSION });

export async function noteSessionUse(db: Db, id: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - SEEN_EVERY_MS);
  await db.session.updateMany({ where: { id, updatedAt: { lt: before } }, data: { updatedAt: now } });
}

/** Everything that better-auth needs of somebody who signs in with a password. */
export async function insertUser(
  tx: Prisma.TransactionClient,
  user: { id: string; accountId: string; name: string; email: string; role: Role; passwordHash: string },
): Promise<User> {
  const { id, accountId, name, email, role, passwordHash } = user;
  const account = { id: accountId, accountId: id, providerId: "credential", password: passwordHash };
  return tx.user.create({ data: { id, name, email, role, emailVerified: true, accounts: { create: account } } });
}

/** Holds all owners until the end of the transaction, so that two demotions at once cannot leave none. */
export async function lockOwners(tx: Prisma.TransactionClient): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "User" WHERE role = 'owner' AND "disabledAt" IS NULL ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}

export const updateUser = (tx: Prisma.TransactionClient, id: string, data: Prisma.UserUpdateInput): Promise<User> =>
  tx.user.update({ where: { id }, data });

export async function deleteSessions(tx: Prisma.TransactionClient, userId: string): Promise<number> {
  return (await tx.session.deleteMany({ where: { userId } })).count;
}
