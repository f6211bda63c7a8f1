import { expect, test } from "vitest";
import type { Backfill } from "#contracts/rollout.ts";
import { etaText, rangeText } from "./eta-text.ts";

const minutes = (from: number, to: number) => ({ fromSeconds: from * 60, toSeconds: to * 60 });
const running = {
  state: "running",
  fraction: 0.4,
  stage: "writing",
  startedAt: "2026-01-01T12:00:00Z",
  finishedAt: null,
  rowsSkipped: 0,
  rowsDiffering: 0,
  reasons: [] as Backfill["reasons"],
} as const;

test("a range is written in one unit", () => {
  expect(rangeText(minutes(38, 55))).toBe("46 min (38–55 min)");
  expect(rangeText({ fromSeconds: 10, toSeconds: 30 })).toBe("17 s (10–30 s)");
  expect(rangeText({ fromSeconds: 3 * 3600, toSeconds: 5 * 3600 })).toBe("3.9 h (3–5 h)");
  expect(rangeText(minutes(60 * 24 * 3, 60 * 24 * 4))).toBe("3.5 days (3–4 days)");
  expect(rangeText({ fromSeconds: 20, toSeconds: 600 })).toBe("2 min (under 1–10 min)");
});

test("a range without width is one number, and nothing is never left", () => {
  expect(rangeText(minutes(10, 10))).toBe("10 min");
  expect(rangeText({ fromSeconds: 0, toSeconds: 0 })).toBe("1 s");
});

test("the sentence says what the number leaves out", () => {
  expect(etaText({ ...running, eta: minutes(38, 55) })).toBe("About 46 min (38–55 min) left, without further pauses.");
  expect(etaText({ ...running, eta: null })).toBe("Measuring what is left.");
  const held = [{ code: "hold", effect: "stop" } as Backfill["reasons"][number]];
  expect(etaText({ ...running, eta: null, reasons: held })).toBe("How long it will take is not known yet.");
  expect(etaText({ ...running, state: "paused", eta: minutes(38, 55) })).toBe(
    "About 46 min (38–55 min) of running are left.",
  );
  expect(etaText({ ...running, fraction: 0.99995, eta: minutes(1, 2) })).toBe("Finishing.");
  const done = { ...running, state: "succeeded", eta: null, finishedAt: "2026-01-01T12:59:00Z" } as const;
  expect(etaText(done)).toBe("It took 59 min.");
  expect(etaText({ ...done, rowsSkipped: 1, rowsDiffering: 2 })).toBe(
    "It took 59 min, and leaves 1 set-aside row and 2 that differ.",
  );
  expect(etaText({ ...running, state: "cancelled", eta: null })).toBe("It ended before all rows were done.");
});
