import { expect, test } from "vitest";
import { mergePhases } from "./merge-phases.ts";

const sql = (text: string) => ({ sql: text, undo: "none" });

test("one soak for all, before every point of no return", () => {
  const merged = mergePhases([
    { expand: [sql("a")], contract: [sql("a1"), { soak: { for: "10m" } }, sql("a2")] },
    { contract: [sql("b1")] },
    { expand: [sql("c")], contract: [sql("c1"), { soak: { for: "2h", why: "longest" } }, sql("c2")] },
  ]);
  expect(merged).toEqual({
    expand: [sql("a"), sql("c")],
    contract: [sql("a1"), sql("b1"), sql("c1"), { soak: { for: "2h", why: "longest" } }, sql("a2"), sql("c2")],
  });
});

test("phases without a step are left out", () => {
  expect(mergePhases([{ expand: [] }, {}])).toEqual({});
});
