import { afterEach, expect, test, vi } from "vitest";
import { controlClock } from "./control-clock.ts";

const CONTROL = new Date("2026-03-01T12:00:00.000Z");

afterEach(() => vi.useRealTimers());

test("tells the control database's time whatever this machine's clock says, and goes on by one that does not jump", async () => {
  vi.useFakeTimers({ now: new Date("2026-03-01T13:00:00.000Z") });
  const clock = controlClock(async () => CONTROL);
  await clock.synchronise();
  vi.advanceTimersByTime(1_500);
  expect(clock.now().toISOString()).toBe("2026-03-01T12:00:01.500Z");
  vi.setSystemTime(new Date("2030-01-01T00:00:00.000Z"));
  expect(clock.now().toISOString()).toBe("2026-03-01T12:00:01.500Z");
});

test("reads it again after a minute, once at a time, and keeps the last reading while it gets no answer", async () => {
  vi.useFakeTimers();
  const read = vi.fn(async () => CONTROL);
  const clock = controlClock(read);
  await Promise.all([clock.synchronise(), clock.synchronise()]);
  expect(read).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(61_000);
  read.mockRejectedValueOnce(new Error("away"));
  expect(clock.now().getTime()).toBe(CONTROL.getTime() + 61_000);
  expect(read).toHaveBeenCalledTimes(4);
});

test("before it has been read this machine's clock counts", () => {
  vi.useFakeTimers({ now: new Date("2026-03-01T13:00:00.000Z") });
  const clock = controlClock(() => Promise.reject(new Error("away")));
  expect(clock.now().toISOString()).toBe("2026-03-01T13:00:00.000Z");
});
