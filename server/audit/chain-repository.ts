import type { Prisma, PrismaClient } from "#prisma/client/client.ts";
import type { ChainEntry, ChainRecord } from "./chain/chain-record.ts";

type Db = PrismaClient | Prisma.TransactionClient;

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** The newest link; `null` while the audit is empty. */
export async function getChainHead(db: Db): Promise<ChainHead | null> {
  const link = await db.auditLink.findFirst({ orderBy: { seq: "desc" }, select: { seq: true, hash: true } });
  return link && { seq: Number(link.seq), hash: link.hash };
}

type Row = Omit<ChainEntry, "id"> & {
  readonly seq: bigint;
  readonly previousHash: string;
  readonly hash: string;
  readonly id: string | null;
};

/** The next links after a number, with the text of their entries as the database has it: looked up one by one, never all. */
export async function readChain(
  db: Db,
  page: { readonly after: number; readonly upTo: number; readonly take: number },
): Promise<ChainRecord[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT l.seq, l."previousHash", l.hash, e.id::text AS id,
           to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
           e."actorId", e."actorName", e."actorKind", e.action, e."objectType", e."objectId", e."objectName",
           e.before::text AS before, e.after::text AS after, e.reason, e.mark, e.ip, e."userAgent"
    FROM (
      SELECT * FROM "AuditLink" WHERE seq > ${page.after} AND seq <= ${page.upTo} ORDER BY seq LIMIT ${page.take}
    ) l LEFT JOIN LATERAL (SELECT * FROM "AuditEntry" WHERE id = l."entryId" LIMIT 1) e ON true
    ORDER BY l.seq`;
  return rows.map(({ seq, previousHash, hash, id, ...entry }) => ({
    seq: Number(seq),
    previousHash,
    hash,
    entry: id === null ? null : { ...entry, id },
  }));
}

/** An entry that has no place in the chain: it was written past the trigger. */
export async function findUnlinkedEntry(db: Db): Promise<{ readonly id: string; readonly action: string } | null> {
  return db.auditEntry.findFirst({ where: { link: null }, select: { id: true, action: true } });
}

/** The newest verification that was written down. */
export const findLastVerification = (db: Db) =>
  db.auditEntry.findFirst({
    where: { objectType: "audit", action: "audit.verify" },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: { at: true, actorName: true, after: true },
  });
