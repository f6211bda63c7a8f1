import { expect, test } from "vitest";
import { type CountedUse, type KeptWatch, nextWatch } from "./next-watch.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 2, 10, minute));
const use = (id: string, calls: number): CountedUse => ({
  id,
  key: "city.lat",
  access: "read",
  text: "SELECT lat",
  calls,
});
const calledAt = (watch: KeptWatch) =>
  Object.fromEntries(watch.statements.map((it) => [it.id, it.calledAt?.slice(11, 16) ?? null]));

test("the first look only begins to count", () => {
  const first = nextWatch(null, [use("a", 900)], at(0));
  expect(first.since).toBe(at(0).toISOString());
  expect(calledAt(first)).toEqual({ a: null });
});

test("a count that rose, that was set back, and a statement that is new were called since the look before", () => {
  const first = nextWatch(null, [use("a", 5), use("b", 5), use("c", 5)], at(0));
  const second = nextWatch(first, [use("a", 6), use("b", 1), use("c", 5), use("d", 1)], at(1));
  expect(calledAt(second)).toEqual({ a: "10:01", b: "10:01", c: null, d: "10:01" });
  expect(second.since).toBe(first.since);
  expect(calledAt(nextWatch(second, [use("a", 6), use("b", 1), use("c", 5), use("d", 1)], at(2)))).toEqual(
    calledAt(second),
  );
});

test("a statement that was called and dropped from the server's list is not forgotten; when it comes back it was called", () => {
  const first = nextWatch(null, [use("a", 5)], at(0));
  const second = nextWatch(first, [use("a", 6)], at(1));
  const third = nextWatch(second, [], at(2));
  expect(calledAt(third)).toEqual({ a: "10:01" });
  expect(calledAt(nextWatch(third, [use("a", 6)], at(3)))).toEqual({ a: "10:03" });
});
