import { expect, test } from "vitest";
import { overBudget } from "./over-budget.ts";

const lines = (n: number) => "x\n".repeat(n);
const says = (path: string, text: string) => overBudget([{ path, text }]).map((it) => it.says);

test("a file of 401 lines is too long, one of 400 is not", () => {
  expect(says("core/a.ts", lines(401))).toHaveLength(1);
  expect(says("core/a.ts", lines(400))).toEqual([]);
});

test("a route and a processor have at most 15 lines", () => {
  expect(says("app/api/v1/databases/route.ts", lines(16))).toHaveLength(1);
  expect(says("workers/backfill-slice.ts", `export const slice = defineProcessor(\n${lines(16)}`)).toHaveLength(1);
  expect(says("app/api/v1/databases/route.ts", lines(15))).toEqual([]);
  expect(says("workers/main.ts", lines(100))).toEqual([]);
  expect(says("app/api/_lib/operation-route.ts", lines(100))).toEqual([]);
});

test("a cast through unknown is refused in product code and allowed in tests", () => {
  const text = ["const a = b", "as unknown", "as C;"].join(" ");
  expect(says("server/a.ts", text)).toHaveLength(1);
  expect(says("server/a.test.ts", text)).toEqual([]);
});
