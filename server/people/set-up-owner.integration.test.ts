import { expect, test } from "vitest";
import * as contract from "#contracts/person.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { aPerson, PASSWORD, signedIn } from "#test/people.ts";
import { createSetupLink } from "./create-setup-link.ts";

const tokenOf = (link: { url: string } | null): string => new URL(link?.url ?? "").hash.slice("#token=".length);

test("the one-time link makes the first owner and signs them in", async () => {
  const deps = await testContainer();
  serveWith(deps);
  const token = tokenOf(await createSetupLink(deps));
  const body = { token, name: "Ada", email: "Ada@Example.test", password: PASSWORD };

  const before = await callRoute(contract.inspectSetup, { body: { token } });
  expect(before.json()).toEqual({ usable: true, reason: null });
  const made = await callRoute(contract.setUpOwner, { body, headers: { origin: deps.env.url } });
  expect(made.status, made.text).toBe(200);
  const [cookie = ""] = made.headers.getSetCookie();
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=Lax/i);

  const me = await callRoute(contract.getMe, { headers: { cookie: cookie.split(";", 1)[0] ?? "" } });
  expect(me.json()).toMatchObject({
    name: "Ada",
    email: "ada@example.test",
    role: "owner",
    via: "session",
    singlePersonMode: true,
  });
  const after = await callRoute(contract.inspectSetup, { body: { token } });
  expect(after.json()).toEqual({ usable: false, reason: "used" });
  await expect(createSetupLink(deps)).resolves.toBeNull();
  const audit = await deps.prisma.auditEntry.findMany({ orderBy: { at: "asc" } });
  expect(audit.map(({ action }) => action)).toEqual(["setup.create-link", "person.set-up-owner", "session.sign-in"]);
});

test("of two people who use the link at once one becomes the owner", async () => {
  const deps = await testContainer();
  serveWith(deps);
  const token = tokenOf(await createSetupLink(deps));
  const asked = ["ada", "bob", "eve"].map((name) =>
    callRoute(contract.setUpOwner, { body: { token, name, email: `${name}@example.test`, password: PASSWORD } }),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 410, 410]);
  await expect(deps.prisma.user.count()).resolves.toBe(1);
  await expect(deps.prisma.auditEntry.count({ where: { action: "person.set-up-owner" } })).resolves.toBe(1);
});

test("an old, an expired and a made-up link are refused", async () => {
  let now = new Date();
  const deps = await testContainer({ now: () => now });
  serveWith(deps);
  const replaced = tokenOf(await createSetupLink(deps));
  const token = tokenOf(await createSetupLink(deps));
  const use = (it: string) =>
    callRoute(contract.setUpOwner, { body: { token: it, name: "A", email: "a@example.test", password: PASSWORD } });
  expect((await use(replaced)).json()).toMatchObject({ status: 410, code: "expired" });
  expect((await use("made up")).status).toBe(410);
  now = new Date(now.getTime() + 25 * 60 * 60 * 1000);
  expect((await callRoute(contract.inspectSetup, { body: { token } })).json()).toEqual({
    usable: false,
    reason: "expired",
  });
  expect((await use(token)).status).toBe(410);
  await expect(deps.prisma.user.count()).resolves.toBe(0);
});

test("a wrong password and a disabled person do not get in", async () => {
  const deps = await testContainer();
  const person = await aPerson(deps, "operator");
  const signIn = (password: string, email = person.email) =>
    deps.auth.handle(
      new Request(`${deps.env.url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: deps.env.url, "x-forwarded-for": "192.0.2.7" },
        body: JSON.stringify({ email, password }),
      }),
    );
  const wrong = await signIn("wrong password");
  const unknown = await signIn("wrong password", "nobody@example.test");
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  expect(await unknown.text()).toBe(await wrong.text());
  // A password in the wrong field is not written down.
  expect((await signIn("x", "correct horse battery")).status).toBe(400);
  const refusals = await deps.prisma.auditEntry.findMany({ orderBy: { at: "asc" } });
  const same = { action: "session.refuse-sign-in", actorKind: "system", ip: "192.0.2.7", reason: refusals[0]?.reason };
  expect(refusals).toMatchObject([
    { ...same, objectName: person.email },
    { ...same, objectName: "nobody@example.test" },
  ]);
  expect((await signIn(PASSWORD)).status).toBe(200);
  await deps.prisma.user.update({ where: { id: person.actor.id }, data: { disabledAt: new Date() } });
  const refused = await signIn(PASSWORD);
  expect(refused.status).toBe(403);
  expect(
    refused.headers.getSetCookie().filter((it) => it.includes("session_token") && !it.includes("Max-Age=0")),
  ).toEqual([]);
});

test("sign-in is limited, and what Sluice does not offer is not there", async () => {
  const deps = await testContainer();
  const post = (path: string, ip: string) =>
    deps.auth.handle(
      new Request(`${deps.env.url}/api/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: deps.env.url, "x-forwarded-for": ip },
        body: JSON.stringify({ email: "nobody@example.test", password: "guess guess guess", name: "x" }),
      }),
    );
  const statuses = [];
  for (let n = 0; n < 21; n++) statuses.push((await post("/sign-in/email", "192.0.2.99")).status);
  expect(statuses.at(0)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  expect((await post("/sign-up/email", "192.0.2.8")).status).toBe(404);
  expect((await post("/delete-user", "192.0.2.8")).status).toBe(404);
});

test("signing out ends the session and is written down", async () => {
  const deps = await testContainer();
  serveWith(deps);
  const headers = await signedIn(deps, await aPerson(deps, "viewer"));
  expect((await callRoute(contract.getMe, { headers })).status).toBe(200);
  const out = await deps.auth.handle(new Request(`${deps.env.url}/api/auth/sign-out`, { method: "POST", headers }));
  expect(out.status).toBe(200);
  expect((await callRoute(contract.getMe, { headers })).status).toBe(401);
  await expect(deps.prisma.auditEntry.count({ where: { action: "session.sign-out" } })).resolves.toBe(1);
});
