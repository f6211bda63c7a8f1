import { expect, test } from "vitest";
import type { RolloutSummary } from "#contracts/rollout.ts";
import { ROLES, type Role } from "#core/domain/role.ts";
import type { Actor } from "#server/auth/actor.ts";
import { needsOf, type Situation } from "./needs-of.ts";

const AT = "2026-01-01T00:00:00.000Z";
const actor = (role: Role, id = "me"): Actor => ({
  kind: "person",
  id,
  userId: id,
  name: id,
  email: null,
  role,
  ip: null,
  userAgent: null,
});
const plan = (authorId: string) => ({
  id: "m",
  title: "T",
  revision: 2,
  authorId,
  authorName: "A",
  since: new Date(AT),
});
const rollout = {
  id: "r",
  migrationTitle: "T",
  databaseName: "D",
  headline: "It failed.",
  waiting: [],
  startedAt: AT,
  state: "failed",
};
const waiting = [
  { code: "gate", message: "Is it out?", since: AT },
  { code: "lock", message: "blocked", since: AT },
];
const gated = { ...rollout, id: "g", state: "running", waiting };
const asked = {
  ...plan("other"),
  updatedAt: AT,
  asks: "One is missing",
} as unknown as Situation["approvals"]["mine"][number];
const situation = (more: Partial<Situation>): Situation => ({
  actor: actor("owner"),
  approvals: { mine: [], stages: [] },
  glass: [],
  toStart: [],
  running: [],
  counts: { databases: 1, migrations: 1 },
  ...more,
});
const all = {
  approvals: { mine: [asked], stages: [] },
  toStart: [plan("other")],
  running: [rollout, gated] as unknown as RolloutSummary[],
};

test("each role sees only what it may do something about", () => {
  const seen = Object.fromEntries(
    ROLES.map((role) => [role, needsOf(situation({ ...all, actor: actor(role) })).map(({ kind }) => kind)]),
  );
  expect(seen).toEqual({
    viewer: [],
    operator: ["failed", "gate", "start"],
    approver: ["failed", "gate", "review", "start"],
    owner: ["failed", "gate", "review", "start"],
  });
});

test("a review says what is missing, and leads to where it is decided", () => {
  expect(needsOf(situation({ approvals: { mine: [asked], stages: [] } }))).toMatchObject([
    { kind: "review", href: "/migrations/m?tab=review", detail: expect.stringContaining("One is missing") },
  ]);
});

test("broken glass is told to everybody, and who may confirm it is asked to", () => {
  const glass = { id: "g", migrationTitle: "T", databaseName: "D", requestedByName: "A", confirmedByName: null };
  const seen = (role: Role, state: string) =>
    needsOf(
      situation({
        actor: actor(role),
        glass: [{ ...glass, state, reason: "R", until: AT, requestedAt: AT } as unknown as Situation["glass"][number]],
      }),
    ).map(({ title }) => title);
  expect(seen("operator", "asked")).toEqual([]);
  expect(seen("approver", "asked")).toEqual(["Confirm broken glass: T on D"]);
  expect(seen("viewer", "open")).toEqual(["The glass is broken: T on D"]);
  expect(seen("viewer", "review")).toEqual(["Review of broken glass is missing: T on D"]);
});

test("an empty installation says what to do first", () => {
  expect(needsOf(situation({ counts: { databases: 0, migrations: 0 } }))).toMatchObject([
    { title: "Register a database" },
  ]);
  expect(needsOf(situation({ counts: { databases: 1, migrations: 0 } }))).toMatchObject([
    { title: "Write a migration" },
  ]);
  expect(needsOf(situation({ counts: { databases: 0, migrations: 0 }, actor: actor("viewer") }))).toEqual([]);
});
