import { EventEmitter } from "node:events";
import type { Worker } from "bullmq";
import { expect, onTestFinished, test, vi } from "vitest";
import { cancelUnrenewed } from "./cancel-unrenewed.ts";

/** The part of a BullMQ worker that says what happens to locks, and remembers what was cancelled. */
function fakeWorker() {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const cancelled: string[] = [];
  const cancelJob = (id: string) => cancelled.push(id) > 0;
  const worker = Object.assign(new EventEmitter(), { cancelJob });
  cancelUnrenewed(worker as unknown as Worker, 15_000);
  return { worker, cancelled };
}

test("a job whose lock is not renewed in time is cancelled once, also while Redis says nothing", () => {
  const { worker, cancelled } = fakeWorker();
  worker.emit("active", { id: "a" });
  vi.advanceTimersByTime(14_000);
  expect(cancelled).toEqual([]);
  vi.advanceTimersByTime(10_000);
  expect(cancelled).toEqual(["a"]);
});

test("one that is renewed, or has ended, is left alone", () => {
  const { worker, cancelled } = fakeWorker();
  worker.emit("active", { id: "renewed" });
  worker.emit("active", { id: "ended" });
  worker.emit("completed", { id: "ended" });
  for (let i = 0; i < 10; i += 1) {
    vi.advanceTimersByTime(5_000);
    worker.emit("locksRenewed", { count: 1, jobIds: ["renewed"] });
  }
  expect(cancelled).toEqual([]);
});

test("one whose lock Redis refuses to renew is cancelled at once", () => {
  const { worker, cancelled } = fakeWorker();
  worker.emit("active", { id: "a" });
  worker.emit("lockRenewalFailed", ["a"]);
  expect(cancelled).toEqual(["a"]);
});
