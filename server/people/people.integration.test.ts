import { expect, test } from "vitest";
import type { Invite } from "#contracts/person.ts";
import * as contract from "#contracts/person.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { aPerson, bearer, PASSWORD, signedIn } from "#test/people.ts";
import { ensureLocalCliToken } from "./ensure-local-cli-token.ts";

async function setUp(options: Parameters<typeof testContainer>[0] = {}) {
  const deps = await testContainer(options);
  serveWith(deps);
  const owner = await aPerson(deps, "owner", "Ada");
  return { deps, owner, headers: await signedIn(deps, owner) };
}

async function invited(headers: Record<string, string>, email: string) {
  const answer = await callRoute(contract.invitePerson, { headers, body: { email, role: "operator" } });
  expect(answer.status, answer.text).toBe(200);
  const { invite, url } = answer.json() as { invite: Invite; url: string };
  return { invite, token: new URL(url).hash.slice("#token=".length) };
}

const accept = (token: string, name = "Bob") =>
  callRoute(contract.acceptInvite, { body: { token, name, password: PASSWORD } });

test("inviting a second person switches single-person mode off for good, with the invitation and its audit", async () => {
  const { deps, headers } = await setUp();
  await invited(headers, "Bob@example.test");
  const me = await callRoute(contract.getMe, { headers });
  expect(me.json()).toMatchObject({ singlePersonMode: false });
  const audit = await deps.prisma.auditEntry.findMany({ where: { actorName: "Ada" }, orderBy: { id: "asc" } });
  expect(audit.map(({ action }) => action)).toEqual([
    "session.sign-in",
    "invite.create",
    "settings.leave-single-person-mode",
  ]);
  await invited(headers, "eve@example.test");
  await expect(deps.prisma.auditEntry.count({ where: { action: "settings.leave-single-person-mode" } })).resolves.toBe(
    1,
  );
});

test("an invitation makes one user, once, with the role and address it was made for", async () => {
  const { deps, headers } = await setUp();
  const { token } = await invited(headers, "bob@example.test");
  const look = () => callRoute(contract.inspectInvite, { body: { token } });
  expect((await look()).json()).toEqual({ usable: true, reason: null, email: "bob@example.test", role: "operator" });
  const answers = await Promise.all([accept(token, "Bob"), accept(token, "Eve")]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
  await expect(deps.prisma.user.count()).resolves.toBe(2);
  expect((await look()).json()).toMatchObject({ usable: false, reason: "used" });
  const cookie =
    answers
      .find(({ status }) => status === 200)
      ?.headers.getSetCookie()[0]
      ?.split(";", 1)[0] ?? "";
  expect((await callRoute(contract.getMe, { headers: { cookie } })).json()).toMatchObject({
    email: "bob@example.test",
    role: "operator",
  });
  const again = await callRoute(contract.invitePerson, { headers, body: { email: "BOB@example.test", role: "owner" } });
  expect(again.json()).toMatchObject({ code: "conflict" });
});

test("a revoked, a replaced and an expired invitation are refused", async () => {
  let now = new Date();
  const { headers } = await setUp({ now: () => now });
  const revoked = await invited(headers, "a@example.test");
  expect((await callRoute(contract.revokeInvite, { headers, params: { inviteId: revoked.invite.id } })).status).toBe(
    200,
  );
  expect((await callRoute(contract.revokeInvite, { headers, params: { inviteId: revoked.invite.id } })).status).toBe(
    404,
  );
  const replaced = await invited(headers, "b@example.test");
  const fresh = await invited(headers, "b@example.test");
  for (const { token } of [revoked, replaced]) expect((await accept(token)).json()).toMatchObject({ code: "expired" });
  now = new Date(now.getTime() + 8 * 24 * 60 * 60 * 1000);
  expect((await accept(fresh.token)).status).toBe(410);
  expect((await accept("made up")).status).toBe(410);
});

test("the last owner can be neither demoted nor disabled, whoever tries at the same time", async () => {
  const { deps, owner, headers } = await setUp();
  const change = (userId: string, body: object) =>
    callRoute(contract.changePerson, { headers, params: { userId }, body });
  expect((await change(owner.actor.id, { role: "viewer" })).json()).toMatchObject({ code: "blocked" });
  expect((await change(owner.actor.id, { disabled: true })).json()).toMatchObject({ code: "blocked" });
  const second = await aPerson(deps, "owner", "Eve");
  const both = await Promise.all([
    change(owner.actor.id, { role: "operator" }),
    change(second.actor.id, { disabled: true }),
  ]);
  expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  await expect(deps.prisma.user.count({ where: { role: "owner", disabledAt: null } })).resolves.toBe(1);
});

test("disabling somebody ends their sessions and tokens at once, and is written down", async () => {
  const { deps, headers } = await setUp();
  const bob = await aPerson(deps, "approver", "Bob");
  const [session, token] = [await signedIn(deps, bob), await bearer(deps, bob, "approver")];
  const look = async () => [
    (await callRoute(contract.getMe, { headers: session })).status,
    (await callRoute(contract.getMe, { headers: token })).status,
  ];
  expect(await look()).toEqual([200, 200]);
  const answer = await callRoute(contract.changePerson, {
    headers,
    params: { userId: bob.actor.id },
    body: { disabled: true },
  });
  expect(answer.json()).toMatchObject({ disabledAt: expect.any(String) });
  expect(await look()).toEqual([401, 401]);
  await expect(deps.prisma.auditEntry.findFirst({ where: { action: "person.change" } })).resolves.toMatchObject({
    objectName: "Bob",
    before: { role: "approver", disabled: false },
    after: { role: "approver", disabled: true },
  });
});

test("a token is shown once, never above one's role, seen by its owner, and dead when revoked", async () => {
  const { deps, headers: owner } = await setUp();
  const bob = await aPerson(deps, "operator", "Bob");
  const headers = await signedIn(deps, bob);
  const tooMuch = await callRoute(contract.createToken, { headers, body: { name: "t", role: "approver" } });
  expect(tooMuch.status).toBe(403);
  const made = await callRoute(contract.createToken, { headers, body: { name: "ci", role: "operator" } });
  const { token, secret } = made.json() as { token: { id: string; prefix: string }; secret: string };
  expect(secret).toMatch(/^slc_[\w-]{43}$/);
  expect(secret.startsWith(token.prefix)).toBe(true);
  const use = () => callRoute(contract.getMe, { headers: { authorization: `Bearer ${secret}` } });
  expect((await use()).json()).toMatchObject({ role: "operator", via: "token", id: bob.actor.id });
  await deps.prisma.user.update({ where: { id: bob.actor.id }, data: { role: "viewer" } });
  expect((await use()).json()).toMatchObject({ role: "viewer" });

  const list = await callRoute(contract.listTokens, { headers });
  expect(list.json()).toMatchObject({ items: [{ name: "ci", lastUsedAt: expect.any(String) }] });
  expect(list.text + JSON.stringify(await deps.prisma.apiToken.findMany())).not.toContain(secret);
  const eve = await signedIn(deps, await aPerson(deps, "operator", "Eve"));
  expect((await callRoute(contract.listTokens, { headers: eve })).json()).toEqual({ items: [] });
  const params = { tokenId: token.id };
  expect((await callRoute(contract.revokeToken, { headers: eve, params })).status).toBe(404);
  expect((await use()).status).toBe(200);
  expect((await callRoute(contract.revokeToken, { headers: owner, params })).status).toBe(200);
  expect((await use()).status).toBe(401);
});

test("a token that has expired is refused", async () => {
  let now = new Date();
  const { headers } = await setUp({ now: () => now });
  const made = await callRoute(contract.createToken, {
    headers,
    body: { name: "short", role: "viewer", expiresInDays: 1 },
  });
  const { secret } = made.json() as { secret: string };
  const use = async () => (await callRoute(contract.getMe, { headers: { authorization: `Bearer ${secret}` } })).status;
  expect(await use()).toBe(200);
  now = new Date(now.getTime() + 25 * 60 * 60 * 1000);
  expect(await use()).toBe(401);
});

test("each start gives the local command line a new owner's token and revokes the former", async () => {
  const { deps } = await setUp();
  const use = async (secret: string) =>
    (await callRoute(contract.getMe, { headers: { authorization: `Bearer ${secret}` } })).status;
  const first = await ensureLocalCliToken(deps);
  expect(await use(first)).toBe(200);
  const second = await ensureLocalCliToken(deps);
  expect([await use(first), await use(second)]).toEqual([401, 200]);
});
