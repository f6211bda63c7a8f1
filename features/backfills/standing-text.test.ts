import { expect, test } from "vitest";
import type { Backfill } from "#contracts/rollout.ts";
import type { Reason } from "#contracts/throttle.ts";
import { observedText, standingText } from "./standing-text.ts";

const lag: Reason = {
  code: "replica_lag",
  effect: "slow",
  message: "replica lag 3.1 s ≥ 3 s on db-2; resumes below 1 s for 10 s",
  value: 3.1,
  limit: 5,
  unit: "s",
  host: "db-2",
  since: "2026-01-01T12:03:00Z",
  resumeAt: 1,
};
const held: Reason = {
  ...lag,
  code: "hold",
  effect: "stop",
  message: "Ada holds everything: “incident 42”.",
  value: null,
  limit: null,
  unit: null,
  host: null,
};
const running = {
  state: "running",
  stage: "writing",
  effectiveSpeed: 0.62,
  reasons: [] as readonly Reason[],
  settings: { speed: 100 },
  slices: { working: 1, allowed: 2 },
} as Backfill;

test("what slows it is not said to be as it is set, and a stop is no speed", () => {
  const half = { ...running, effectiveSpeed: 0.5, settings: { ...running.settings, speed: 50 } };
  expect(standingText({ ...half, reasons: [lag] })).toBe("Running at 50 % speed");
  expect(standingText({ ...running, effectiveSpeed: 0, reasons: [held, lag] })).toBe("Stands still");
});

test("without reasons it says how fast it goes and whether that was asked for", () => {
  expect(standingText(running)).toBe("Running at 62 % speed");
  expect(standingText({ ...running, effectiveSpeed: 0.5, settings: { ...running.settings, speed: 50 } })).toBe(
    "Running at 50 % speed, as it is set",
  );
  expect(standingText({ ...running, effectiveSpeed: 1 })).toBe("Running at 100 % speed");
  expect(standingText({ ...running, effectiveSpeed: 0.002 })).toBe("Running at 1 % speed");
  expect(standingText({ ...running, effectiveSpeed: 0 })).toBe("Running: the first batches are measured");
});

test("verification is not called running", () => {
  expect(standingText({ ...running, stage: "verifying" })).toBe("Verifying at 62 % speed");
});

test("what is wanted and what is seen stand beside each other until they agree", () => {
  const pausing = { state: "pausing" as const, slices: { working: 2, allowed: 2 }, reasons: [] };
  expect(observedText(pausing)).toBe("Wanted: paused. Seen: 2 batches are still running.");
  expect(observedText({ ...pausing, slices: { working: 1, allowed: 2 } })).toBe(
    "Wanted: paused. Seen: one batch is still running.",
  );
  expect(observedText({ ...pausing, slices: { working: 0, allowed: 2 } })).toContain("no batch is running");
  expect(observedText({ ...pausing, state: "paused", slices: { working: 0, allowed: 2 } })).toBeNull();
  const idle = { ...pausing, state: "running" as const, slices: { working: 0, allowed: 2 } };
  expect(observedText(idle)).toContain("no slice is at work");
  expect(observedText({ ...idle, reasons: [held] })).toBeNull();
  expect(observedText({ ...idle, slices: { working: 1, allowed: 2 } })).toBeNull();
});
