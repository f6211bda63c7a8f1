import { expect, it } from "vitest";
import { nextSlices, type SliceLawState } from "./slice-law.ts";

function follow(loads: readonly number[], cores: number | null, byHand: number | null = null): number[] {
  let state: SliceLawState | null = null;
  return loads.map((load, index) => {
    state = nextSlices(state, { load, cores, byHand, now: 1_000 + index * 5_000 });
    return state.slices;
  });
}

it("is off below four cores and where cores are not known", () => {
  expect(follow([0, 0, 0], 2)).toEqual([1, 1, 1]);
  expect(follow([0, 0, 0], null)).toEqual([1, 1, 1]);
  expect(follow([0, 0], 2, 2)).toEqual([2, 2]);
});

it("grows by one below 0.4, never above the cores, with a pause between two steps", () => {
  expect(follow([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 4)).toEqual([2, 3, 3, 3, 4, 4, 4, 4, 4]);
});

it("holds between, goes back by one from 0.7 and by half from 1", () => {
  expect(follow([0.1, 0.1, 0.5, 0.5, 0.8, 0.5], 8)).toEqual([2, 3, 3, 3, 2, 2]);
  expect(follow([0, 0, 0, 0, 0, 0, 0, 1.2], 16).slice(-2)).toEqual([4, 2]);
});

it("never falls to none: what stops is a stop", () => {
  expect(follow([2, 2, 2, 2], 8).at(-1)).toBe(1);
});
