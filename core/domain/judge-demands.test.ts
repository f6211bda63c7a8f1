import { expect, test } from "vitest";
import type { SeenApplication, SeenInstance } from "./application-seen.ts";
import type { GateDemand } from "./gate-demand.ts";
import { judgeDemands } from "./judge-demands.ts";

const NOW = new Date("2026-01-02T10:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const live = (instance: string): SeenInstance => ({ instance, seenAt: ago(0.2), expiresAt: ago(-1.8), leftAt: null });
const silent = (instance: string, minutes: number): SeenInstance => ({
  instance,
  seenAt: ago(minutes + 2),
  expiresAt: ago(minutes),
  leftAt: null,
});
const left = (instance: string, minutes: number): SeenInstance => ({
  ...live(instance),
  seenAt: ago(minutes),
  leftAt: ago(minutes),
});
const said = (version: string, reads: readonly string[], ...instances: readonly SeenInstance[]) => ({
  version,
  reads,
  writes: [],
  instances,
});
const shop = (...declarations: SeenApplication["declarations"]): SeenApplication => ({
  name: "shop",
  knownSince: ago(600),
  declarations,
});
const DEMAND: GateDemand = {
  application: "shop",
  version: ">= 2.3.0",
  unread: ["city.lat"],
  unwritten: [],
  forMs: 600_000,
};

const judge = (demand: Partial<GateDemand>, application: SeenApplication | null, statements = null) =>
  judgeDemands([{ ...DEMAND, ...demand }], {
    applications: new Map(application ? [["shop", application]] : []),
    statements,
    now: NOW,
  });
const told = (standings: ReturnType<typeof judge>) =>
  standings.map(({ kind, isMet, blockers }) => `${kind} ${isMet ? "met" : blockers.map(({ code }) => code).join(",")}`);

test("an application that has never reported holds the gate, and is told how to report", () => {
  const [standing] = judge({}, null);
  expect(standing).toMatchObject({ isMet: false, says: "shop has never reported for this database" });
  expect(standing?.blockers[0]?.fix).toContain("/api/v1/applications/shop/heartbeat");
});

test("all live instances on a new version that reads the column no more: it opens", () => {
  const seen = shop(
    said("2.3.0", ["city.latitude"], live("a"), live("b")),
    said("2.2.0", ["city.lat"], silent("a", 11)),
  );
  expect(told(judge({}, seen))).toEqual(["version met", "unread met"]);
});

test("each live instance of an old version is named, with its version and when it was seen", () => {
  const seen = shop(said("2.3.0", [], live("a")), said("2.2.9", ["public.city.lat"], live("b"), live("c")));
  const [version, unread] = judge({}, seen);
  expect(version?.says).toBe("2 of 3 live instances not yet");
  expect(version?.blockers.map(({ message }) => message)).toEqual([
    "shop: instance b (2.2.9, last seen 09:59:48 UTC) is not >= 2.3.0",
    "shop: instance c (2.2.9, last seen 09:59:48 UTC) is not >= 2.3.0",
  ]);
  expect(unread?.blockers[0]?.message).toBe(
    "shop: instance b (2.2.9, last seen 09:59:48 UTC) says that it reads city.lat",
  );
  expect(unread?.liftsAt).toBeNull();
});

test("a version that is no number is not taken for a newer one, and it is said why", () => {
  const [version] = judge({}, shop(said("a1b2c3", [], live("a"))));
  expect(version?.blockers[0]?.message).toContain("it is no number that can be compared");
});

test("a column that was read a moment ago is not unread for long enough; the time when it will be is told", () => {
  const [, unread] = judge({}, shop(said("2.3.0", [], live("a")), said("2.2.0", ["city.lat"], left("b", 4))));
  expect(unread).toMatchObject({ isMet: false, liftsAt: "2026-01-02T10:06:00.000Z" });
  expect(unread?.blockers).toMatchObject([{ code: "too-recent", who: "nobody" }]);
});

test("an instance that fell silent counts until it expired", () => {
  const quiet = (minutes: number) =>
    shop(said("2.3.0", [], live("a")), said("2.2.0", ["city.lat"], silent("b", minutes)));
  expect(told(judge({}, quiet(9)))).toEqual(["version met", "unread too-recent"]);
  expect(told(judge({}, quiet(10)))).toEqual(["version met", "unread met"]);
});

test("before its first heartbeat nobody would have told: the time counts from then", () => {
  const seen = { ...shop(said("2.3.0", [], live("a"))), knownSince: ago(3) };
  expect(judge({}, seen)[1]).toMatchObject({ isMet: false, liftsAt: "2026-01-02T10:07:00.000Z" });
  expect(judge({}, seen)[1]?.says).toBe("its first heartbeat was at 09:57:00 UTC");
  expect(told(judge({ forMs: 0 }, seen))).toEqual(["version met", "unread met"]);
});

test("of an application without live instances nothing is believed, unless it said that it ends and no version is asked", () => {
  const gone = shop(said("2.2.0", ["city.lat"], left("a", 20)));
  expect(told(judge({}, gone))).toEqual(["reports no-live-instance"]);
  expect(told(judge({ version: null }, gone))).toEqual(["unread met"]);
  expect(told(judge({ version: null }, shop(said("2.2.0", ["city.lat"], silent("a", 20)))))).toEqual([
    "reports no-live-instance",
  ]);
});

test("reads of all of a table, and writes for themselves", () => {
  const seen = shop({ version: "2.3.0", reads: ["city.*"], writes: ["city.name"], instances: [live("a")] });
  expect(told(judge({ unwritten: ["city.lat", "city.name"] }, seen))).toEqual([
    "version met",
    "unread still-reads",
    "unwritten met",
    "unwritten still-writes",
  ]);
});

test("a thousand instances with a thousand columns each are judged at once", () => {
  const columns = Array.from({ length: 1_000 }, (_, at) => `orders.column_${at}`);
  const pods = Array.from({ length: 1_000 }, (_, at) => live(`pod-${at}`));
  // Of this process alone: what else the machine does is no matter.
  const before = process.cpuUsage();
  expect(told(judge({}, shop(said("2.3.0", columns, ...pods))))).toEqual(["version met", "unread met"]);
  const { user, system } = process.cpuUsage(before);
  expect(user + system).toBeLessThan(1_000_000);
});

test("many instances are named up to ten, and the rest are counted", () => {
  const many = Array.from({ length: 14 }, (_, at) => live(`pod-${at}`));
  const [version] = judge({ unread: [] }, shop(said("1.0.0", [], ...many)));
  expect(version?.blockers).toHaveLength(11);
  expect(version?.blockers.at(-1)?.message).toBe("and 4 more like these");
});

test.each([
  ["called within the time", ago(60), ago(3), "statement-called", "2026-01-02T10:07:00.000Z"],
  ["called before it", ago(60), ago(11), "met", null],
  ["known and never called", ago(60), null, "met", null],
  ["watched for too short a time", ago(4), null, "too-recent", "2026-01-02T10:06:00.000Z"],
])("a statement that was %s", (_, since, calledAt, state, liftsAt) => {
  const statements = [{ column: "city.lat", access: "read" as const, text: "SELECT lat\n  FROM city", calledAt }];
  const facts = {
    applications: new Map([["shop", shop(said("2.3.0", [], live("a")))]]),
    statements: { since, statements },
    now: NOW,
  };
  const standing = judgeDemands([DEMAND], facts).at(-1);
  expect(standing).toMatchObject({ kind: "statements", application: null, liftsAt, isMet: state === "met" });
  expect(standing?.blockers.map(({ code }) => code)).toEqual(state === "met" ? [] : [state]);
  if (state === "statement-called") expect(standing?.blockers[0]?.message).toContain("SELECT lat FROM city");
});

test("a column that two applications must leave alone is looked for among statements once, for the longer time", () => {
  const two = [DEMAND, { ...DEMAND, application: "billing", forMs: 3_600_000 }];
  const standings = judgeDemands(two, {
    applications: new Map(),
    statements: { since: ago(20), statements: [] },
    now: NOW,
  });
  expect(standings.filter(({ kind }) => kind === "statements").map(({ title }) => title)).toEqual([
    "No statement reads city.lat for 1 h",
  ]);
});
