import { hashPassword } from "better-auth/crypto";
import type { Role } from "#core/domain/role.ts";
import type { Actor } from "#server/auth/actor.ts";
import type { Container } from "#server/container.ts";
import { newId } from "#server/new-id.ts";
import { newSecret } from "#server/people/new-secret.ts";
import { insertUser } from "#server/people/person-repository.ts";
import { insertToken } from "#server/people/token-repository.ts";
import { tokenHash } from "#server/secrets/derive-key.ts";

export const PASSWORD = "correct horse battery";
let hash: Promise<string> | undefined;

export interface TestPerson {
  readonly actor: Actor;
  readonly email: string;
}

/** Somebody with a role, who signs in with `PASSWORD`. */
export async function aPerson(deps: Container, role: Role, name: string = role): Promise<TestPerson> {
  hash ??= hashPassword(PASSWORD);
  const id = newId();
  const email = `${name.replaceAll(" ", ".")}.${id.slice(-6)}@example.test`.toLowerCase();
  const passwordHash = await hash;
  await deps.prisma.$transaction((tx) => insertUser(tx, { id, accountId: newId(), name, email, role, passwordHash }));
  return { email, actor: { kind: "person", id, userId: id, name, email, role, ip: "192.0.2.1", userAgent: "vitest" } };
}

/** The headers of a request with an API token of this person, or of none. */
export async function bearer(deps: Container, person: TestPerson | null, role: Role): Promise<Record<string, string>> {
  const secret = newSecret("slc_");
  await deps.prisma.$transaction((tx) =>
    insertToken(tx, {
      id: newId(),
      name: "test",
      tokenHash: tokenHash(secret),
      prefix: secret.slice(0, 8),
      role,
      userId: person?.actor.id ?? null,
      ownerName: person?.actor.name ?? "test",
    }),
  );
  return { authorization: `Bearer ${secret}` };
}

/** The headers of a browser in which this person has signed in. */
export async function signedIn(deps: Container, person: TestPerson): Promise<Record<string, string>> {
  const headers = await deps.auth.signIn({ email: person.email, password: PASSWORD }, new Headers());
  const cookie = headers
    .getSetCookie()
    .map((it) => it.split(";", 1)[0])
    .join("; ");
  return { cookie, origin: deps.env.url, "sec-fetch-site": "same-origin" };
}
