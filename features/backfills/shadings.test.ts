import { expect, test } from "vitest";
import type { Slowdown } from "#contracts/throttle.ts";
import { shadings, slowdownsAt } from "./shadings.ts";

const BASE = Date.UTC(2026, 0, 1);
const at = (second: number) => BASE + second * 1000;
const slowdown = (effect: "slow" | "stop", from: number, to: number | null): Slowdown => ({
  backfillId: "0198f0a0-0000-7000-8000-000000000000",
  code: effect === "slow" ? "active_sessions" : "replica_lag",
  effect,
  message: `${effect} from ${from}`,
  value: 1,
  limit: 1,
  unit: "s",
  host: "db-1",
  since: new Date(at(from)).toISOString(),
  until: to === null ? null : new Date(at(to)).toISOString(),
  resumeAt: null,
});
const drawn = (list: readonly Slowdown[], from = 0, to = 100) =>
  shadings(list, at(from), at(to)).map((it) => [it.tone, (it.from - BASE) / 1000, (it.to - BASE) / 1000]);

test("a stop within a slow stretch is shown as a stop", () => {
  expect(drawn([slowdown("slow", 10, 50), slowdown("stop", 20, 30)])).toEqual([
    ["slow", 10, 20],
    ["stop", 20, 30],
    ["slow", 30, 50],
  ]);
});

test("causes that overlap or follow each other are one stretch", () => {
  expect(drawn([slowdown("stop", 10, 20), slowdown("stop", 15, 30), slowdown("stop", 30, 40)])).toEqual([
    ["stop", 10, 40],
  ]);
});

test("what goes on is shown until now, and nothing outside of the axis", () => {
  expect(drawn([slowdown("slow", -20, 5), slowdown("stop", 90, null)])).toEqual([
    ["slow", 0, 5],
    ["stop", 90, 100],
  ]);
  expect(drawn([slowdown("stop", -20, -10)])).toEqual([]);
});

test("thousands of short stops stay few stretches, and none of them vanishes", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => slowdown("stop", index * 20, index * 20 + 2));
  const found = shadings(many, at(0), at(100_000));
  expect(found.length).toBeLessThanOrEqual(300);
  expect(found[0]?.from).toBe(at(0));
  expect(found.at(-1)?.to).toBe(at(99_982));
  for (const [index, it] of found.entries()) expect(it.from).toBeGreaterThanOrEqual(found[index - 1]?.to ?? 0);
});

test("a time knows its reasons, stops first", () => {
  const list = [slowdown("slow", 10, 50), slowdown("stop", 20, 30), slowdown("stop", 60, null)];
  expect(slowdownsAt(list, at(25)).map((it) => it.effect)).toEqual(["stop", "slow"]);
  expect(slowdownsAt(list, at(55))).toEqual([]);
  expect(slowdownsAt(list, at(99))).toHaveLength(1);
});
