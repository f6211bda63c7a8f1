import type { ApiToken as ApiTokenView, Invite as InviteView, Person } from "#contracts/person.ts";
import type { ApiToken, Invite } from "#prisma/client/client.ts";
import type { PersonRow } from "./person-repository.ts";

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  disabledAt: iso(row.disabledAt),
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: iso(row.sessions[0]?.updatedAt ?? null),
});

export const toInvite = (row: Invite): InviteView => ({
  id: row.id,
  email: row.email,
  role: row.role,
  createdByName: row.createdByName,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  acceptedAt: iso(row.acceptedAt),
  revokedAt: iso(row.revokedAt),
});

export const toApiToken = (row: ApiToken): ApiTokenView => ({
  id: row.id,
  name: row.name,
  role: row.role,
  only: row.only,
  prefix: row.prefix,
  ownerName: row.ownerName,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: iso(row.lastUsedAt),
  expiresAt: iso(row.expiresAt),
  revokedAt: iso(row.revokedAt),
});
