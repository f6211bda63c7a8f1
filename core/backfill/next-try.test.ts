import { expect, test } from "vitest";
import { startSizing } from "./batch-size.ts";
import {
  afterCommit,
  afterLockWait,
  afterPoison,
  afterSetAside,
  nextTry,
  startTrying,
  type Trying,
} from "./next-try.ts";

const fresh = (size = 1_000): Trying => startTrying(startSizing(size));
const TARGET_MS = 500;

/** Walks a range of which some rows (by their place) cannot be written, and says what was tried and set aside. */
function walk(rows: number, bad: readonly number[], size = 1_000) {
  let trying = fresh(size);
  let at = 0;
  const tries: number[] = [];
  const setAside: number[] = [];
  while (at < rows) {
    const tried = nextTry(trying, size);
    tries.push(tried.limit);
    const scanned = Math.min(tried.limit, rows - at);
    const fails = bad.some((row) => row >= at && row < at + scanned);
    if (!fails) {
      trying = afterCommit(trying, tried, { scanned, ms: TARGET_MS }, TARGET_MS);
      at += scanned;
      continue;
    }
    const narrowed = afterPoison(trying, tried);
    if (narrowed) trying = narrowed;
    else {
      setAside.push(at);
      trying = afterSetAside(trying);
      at += 1;
    }
  }
  return { tries, setAside };
}

test("a row that cannot be written is found in log2 n tries, and then the size is whole again", () => {
  const { tries, setAside } = walk(4_000, [700]);
  expect(setAside).toEqual([700]);
  // Failures and successes together: one halving each, and a last try of the row alone.
  expect(tries.length).toBeLessThanOrEqual(4 + 2 * Math.ceil(Math.log2(1_000)));
  expect(tries.at(-1)).toBe(1_000);
});

test.each([[[0]], [[999]], [[3_999]], [[5, 6, 7]], [[10, 500, 501, 2_222]]])("finds exactly the rows %j", (bad) => {
  expect(walk(4_000, bad).setAside).toEqual(bad);
});

test("after a lock wait the same range is walked over what others hold, in small batches, then plainly again", () => {
  const tried = nextTry(fresh(), null);
  let trying = afterLockWait(fresh(), tried, true);
  expect(nextTry(trying, null)).toEqual({ limit: 500, mode: "skip-locked" });
  trying = afterCommit(trying, nextTry(trying, null), { scanned: 500, ms: 10 }, TARGET_MS);
  expect(nextTry(trying, null)).toEqual({ limit: 500, mode: "skip-locked" });
  trying = afterCommit(trying, nextTry(trying, null), { scanned: 500, ms: 10 }, TARGET_MS);
  expect(nextTry(trying, null)).toEqual({ limit: 1_000, mode: "plain" });
});

test("where that waits as well, or the engine cannot, the batch is halved", () => {
  const skipping = afterLockWait(fresh(), nextTry(fresh(), null), true);
  const again = afterLockWait(skipping, nextTry(skipping, null), true);
  expect(nextTry(again, null)).toEqual({ limit: 250, mode: "plain" });
  expect(nextTry(afterLockWait(fresh(), nextTry(fresh(), null), false), null)).toEqual({ limit: 500, mode: "plain" });
});
