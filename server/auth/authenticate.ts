import type { Action } from "#core/domain/policy.ts";
import { lesserRole } from "#core/domain/role.ts";
import { writeAuditOnce } from "#server/audit/write-audit-once.ts";
import type { Needs } from "#server/container.ts";
import { requestOrigin } from "#server/http/request-origin.ts";
import { getUser, noteSessionUse } from "#server/people/person-repository.ts";
import { getToken, noteTokenUse } from "#server/people/token-repository.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";
import type { Actor } from "./actor.ts";

const EVER = Number.MAX_SAFE_INTEGER;

export interface Authenticated {
  readonly actor: Actor;
  readonly via: "session" | "token";
}

/** Who sends these headers: by bearer token where there is one, else by session cookie; `null` for nobody we know. */
export async function authenticate(
  deps: Needs<"prisma" | "auth" | "now">,
  headers: Headers,
): Promise<Authenticated | null> {
  const authorization = headers.get("authorization");
  return authorization === null ? bySession(deps, headers) : byToken(deps, authorization, headers);
}

async function bySession(deps: Needs<"prisma" | "auth" | "now">, headers: Headers): Promise<Authenticated | null> {
  if (!headers.has("cookie")) return null;
  const session = await deps.auth.sessionOf(headers);
  const user = session && (await getUser(deps.prisma, session.userId));
  if (!session || !user || user.disabledAt) return null;
  await noteSessionUse(deps.prisma, session.id, deps.now());
  const { id, name, email, role } = user;
  return { actor: { kind: "person", id, userId: id, name, email, role, ...requestOrigin(headers) }, via: "session" };
}

async function byToken(
  deps: Needs<"prisma" | "now">,
  authorization: string,
  headers: Headers,
): Promise<Authenticated | null> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const token = secret === undefined ? null : await getToken(deps.prisma, tokenHash(secret));
  const now = deps.now();
  if (!token || token.revokedAt || (token.expiresAt && token.expiresAt <= now) || token.user?.disabledAt) return null;
  await noteTokenUse(deps.prisma, token.id, now);
  // A person who lost a role since then does not keep it in a token.
  const role = token.user ? lesserRole(token.role, token.user.role) : token.role;
  const name = token.user ? `${token.user.name} (${token.name})` : token.name;
  const email = token.user?.email ?? null;
  const actor = {
    kind: "token",
    id: token.id,
    userId: token.userId,
    name,
    email,
    role,
    ...(token.only === null ? {} : { only: token.only as Action }),
    ...requestOrigin(headers),
  } as const;
  if (actor.ip) {
    const object = { objectType: "token", objectId: token.id, objectName: token.name };
    await writeAuditOnce(deps, actor, { action: "token.use", ...object, reason: "from a new address", withinMs: EVER });
  }
  return { actor, via: "token" };
}
