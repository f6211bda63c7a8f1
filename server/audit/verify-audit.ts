import type { AuditProtection, AuditVerification, ChainBreak, ChainHead } from "#contracts/audit.ts";
import type { PrismaClient } from "#prisma/client/client.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { auditProtection } from "./audit-protection.ts";
import { CHAIN_START, type ChainPlace, findBreak } from "./chain/find-break.ts";
import { findUnlinkedEntry, getChainHead, readChain } from "./chain-repository.ts";
import { lastVerification } from "./last-verification.ts";
import { writeAudit } from "./write-audit.ts";

const PAGE = 2_000;

/** Computes the hash of every entry anew, a page at a time, and writes down what it found. */
export async function verifyAudit(
  deps: Needs<"prisma" | "now" | "log">,
  input: { readonly actor: Actor; readonly head: ChainHead | null },
): Promise<AuditVerification & { readonly protection: AuditProtection }> {
  const { actor } = input;
  assertCan(actor, "audit.verify");
  const { prisma, log } = deps;
  const checkedAt = deps.now().toISOString();
  const head = await getChainHead(prisma);
  const known = [input.head, (await lastVerification(prisma))?.head ?? null].filter((it) => it !== null);
  const { count, broken } = await walk(prisma, head, known);
  const found = { intact: broken === null, count, head, broken, checkedAt };
  if (broken) log.error({ broken }, "the audit is not as it was written");
  await prisma.$transaction((tx) =>
    writeAudit(tx, actor, {
      action: "audit.verify",
      objectType: "audit",
      objectId: null,
      objectName: broken ? "broken" : "intact",
      after: { ...found, head: head && { ...head }, broken: broken && { ...broken } },
      reason: broken?.message ?? null,
    }),
  );
  return { ...found, protection: await auditProtection(prisma) };
}

interface Walked {
  readonly count: number;
  readonly broken: ChainBreak | null;
}

async function walk(prisma: PrismaClient, head: ChainHead | null, known: readonly ChainHead[]): Promise<Walked> {
  const upTo = head?.seq ?? 0;
  let last: ChainPlace = CHAIN_START;
  while (last.seq < upTo) {
    const page = await readChain(prisma, { after: last.seq, upTo, take: PAGE });
    const broken = findBreak(last, page) ?? rewritten(page, known);
    if (broken) return { count: Math.max(0, (broken.seq ?? 1) - 1), broken };
    last = page.at(-1) ?? last;
  }
  return { count: upTo, broken: cutShort(upTo, known) ?? (await unlinked(prisma)) };
}

/** A head that somebody wrote down tells a chain that was computed anew from the one that was there. */
function rewritten(page: readonly ChainPlace[], known: readonly ChainHead[]): ChainBreak | null {
  const wrong = known.find(({ seq, hash }) => page.some((it) => it.seq === seq && it.hash !== hash));
  if (!wrong) return null;
  const message = `Entry ${wrong.seq} is not the one that was written down (${wrong.hash.slice(0, 12)}…): it, or one before it, was changed and all hashes after that computed anew.`;
  return { seq: wrong.seq, kind: "rewritten", message };
}

function cutShort(upTo: number, known: readonly ChainHead[]): ChainBreak | null {
  const lost = known.find(({ seq }) => seq > upTo);
  if (!lost) return null;
  const message = `Entry ${upTo + 1} is missing: the audit ends at ${upTo}, and entry ${lost.seq} was written down.`;
  return { seq: upTo + 1, kind: "missing", message };
}

async function unlinked(prisma: PrismaClient): Promise<ChainBreak | null> {
  const entry = await findUnlinkedEntry(prisma);
  if (!entry) return null;
  const message = `An entry without a number was inserted past the chain: ${entry.action}, id ${entry.id}.`;
  return { seq: null, kind: "inserted", message };
}
