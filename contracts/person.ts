import { z } from "zod";
import { ROLES } from "#core/domain/role.ts";
import { defineOperation } from "./define-operation.ts";
import { done, id, timestamp } from "./id.ts";

export const role = z.enum(ROLES);
const name = z.string().trim().min(1, "A name is needed").max(80);
const email = z.email("This is not an e-mail address").max(200);
/** Length is what counts; composition rules are not used (NIST SP 800-63B). */
export const newPassword = z.string().min(12, "At least 12 characters").max(200);

export const person = z.object({
  id,
  name: z.string(),
  email: z.string(),
  role,
  disabledAt: timestamp.nullable(),
  createdAt: timestamp,
  lastSeenAt: timestamp.nullable(),
});
export type Person = z.infer<typeof person>;

export const me = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  role,
  /** How the request was signed in. */
  via: z.enum(["session", "token"]),
  singlePersonMode: z.boolean(),
});
export type Me = z.infer<typeof me>;

export const getMe = defineOperation({
  id: "getMe",
  method: "GET",
  path: "/api/v1/me",
  summary: "Who is signed in",
  access: "me.read",
  response: me,
});

/** Parsed by the form only: better-auth answers the request. */
export const signInBody = z.object({ email, password: z.string().min(1, "The password is needed") });

export const inspectSetup = defineOperation({
  id: "inspectSetup",
  method: "POST",
  path: "/api/v1/setup/inspect",
  summary: "Whether a one-time owner link is still good",
  access: "public",
  body: z.object({ token: z.string() }),
  response: z.object({ usable: z.boolean(), reason: z.enum(["used", "expired", "unknown"]).nullable() }),
});
export const setUpOwnerBody = z.object({ token: z.string().min(1), name, email, password: newPassword });
export const setUpOwner = defineOperation({
  id: "setUpOwner",
  method: "POST",
  path: "/api/v1/setup",
  summary: "Create the first owner with the one-time link; answers with a session cookie",
  access: "public",
  body: setUpOwnerBody,
  response: z.object({ userId: id }),
});

export const listPeople = defineOperation({
  id: "listPeople",
  method: "GET",
  path: "/api/v1/people",
  summary: "People and their roles",
  access: "people.read",
  response: z.object({ items: z.array(person) }),
});
export const changePerson = defineOperation({
  id: "changePerson",
  method: "PATCH",
  path: "/api/v1/people/:userId",
  summary: "Change a role, or disable or enable somebody",
  access: "people.manage",
  params: z.object({ userId: id }),
  body: z.object({ role: role.optional(), disabled: z.boolean().optional() }),
  response: person,
});

export const invite = z.object({
  id,
  email: z.string(),
  role,
  createdByName: z.string(),
  createdAt: timestamp,
  expiresAt: timestamp,
  acceptedAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
});
export type Invite = z.infer<typeof invite>;
export const inviteBody = z.object({ email, role });
export const listInvites = defineOperation({
  id: "listInvites",
  method: "GET",
  path: "/api/v1/invites",
  summary: "Open and past invitations",
  access: "people.manage",
  response: z.object({ items: z.array(invite) }),
});
export const invitePerson = defineOperation({
  id: "invitePerson",
  method: "POST",
  path: "/api/v1/invites",
  summary: "Invite somebody by link; the link is shown once. Switches single-person mode off",
  access: "people.manage",
  body: inviteBody,
  response: z.object({ invite, url: z.string() }),
});
export const revokeInvite = defineOperation({
  id: "revokeInvite",
  method: "DELETE",
  path: "/api/v1/invites/:inviteId",
  summary: "Make an invitation unusable",
  access: "people.manage",
  params: z.object({ inviteId: id }),
  response: done,
});
export const inspectInvite = defineOperation({
  id: "inspectInvite",
  method: "POST",
  path: "/api/v1/invites/inspect",
  summary: "What an invitation link is for",
  access: "public",
  body: z.object({ token: z.string() }),
  response: z.object({
    usable: z.boolean(),
    reason: z.enum(["used", "expired", "revoked", "unknown"]).nullable(),
    email: z.string().nullable(),
    role: role.nullable(),
  }),
});
export const acceptInviteBody = z.object({ token: z.string().min(1), name, password: newPassword });
export const acceptInvite = defineOperation({
  id: "acceptInvite",
  method: "POST",
  path: "/api/v1/invites/accept",
  summary: "Become a user; answers with a session cookie",
  access: "public",
  body: acceptInviteBody,
  response: z.object({ userId: id }),
});

export const apiToken = z.object({
  id,
  name: z.string(),
  role,
  /** The one action that it is good for; `null`: all that its role may do. */
  only: z.string().nullable(),
  /** First characters, to recognise it. */
  prefix: z.string(),
  ownerName: z.string(),
  createdAt: timestamp,
  lastUsedAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;
export const tokenBody = z.object({
  name,
  role,
  /** For the machines of an application: good for heartbeats and nothing else. */
  only: z.literal("application.report").optional(),
  expiresInDays: z.int().min(1).max(3650).optional(),
});
export const listTokens = defineOperation({
  id: "listTokens",
  method: "GET",
  path: "/api/v1/tokens",
  summary: "API tokens: one's own, for an owner all",
  access: "token.manage",
  response: z.object({ items: z.array(apiToken) }),
});
export const createToken = defineOperation({
  id: "createToken",
  method: "POST",
  path: "/api/v1/tokens",
  summary: "Create an API token with a role not above one's own; its secret is shown once",
  access: "token.manage",
  body: tokenBody,
  response: z.object({ token: apiToken, secret: z.string() }),
});
export const revokeToken = defineOperation({
  id: "revokeToken",
  method: "DELETE",
  path: "/api/v1/tokens/:tokenId",
  summary: "Revoke an API token at once",
  access: "token.manage",
  params: z.object({ tokenId: id }),
  response: done,
});
