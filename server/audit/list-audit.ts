import type { AuditEntry } from "#contracts/audit.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { type AuditFilter, type AuditPlace, findAuditEntries } from "./audit-repository.ts";
import { toAuditEntry } from "./to-audit-entry.ts";

/** Who did what, newest first, a page at a time. */
export async function listAudit(
  deps: Needs<"prisma">,
  input: {
    readonly actor: Actor;
    readonly filter: AuditFilter;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: AuditEntry[]; next: string | null }> {
  const { actor, filter, cursor, limit } = input;
  assertCan(actor, "audit.read");
  const after = cursor === undefined ? null : placeOf(cursor);
  const rows = await findAuditEntries(deps.prisma, filter, { after, take: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(toAuditEntry), next: rows.length > limit && last ? cursorOf(last) : null };
}

const cursorOf = ({ at, id }: AuditPlace): string => Buffer.from(`${at.toISOString()} ${id}`).toString("base64url");

function placeOf(cursor: string): AuditPlace {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  const isPlace = !Number.isNaN(Date.parse(at)) && /^[0-9a-f-]{36}$/i.test(id);
  if (!isPlace) throw new DomainError("invalid-input", "The cursor is not one that a page of this list has given.");
  return { at: new Date(at), id };
}
