import { expect, test } from "vitest";
import type { Hold } from "#contracts/throttle.ts";
import { heldText, holdsOn } from "./hold-words.ts";

const hold = (given: Partial<Hold>): Hold => ({
  id: "0198f0a0-0000-7000-8000-000000000000",
  scope: "installation",
  environment: null,
  databaseId: null,
  databaseName: null,
  reason: "incident 42",
  byName: "Ada",
  at: "2026-01-01T12:00:00Z",
  ...given,
});
const everything = hold({});
const staging = hold({ scope: "environment", environment: "staging" });
const orders = hold({ scope: "database", databaseId: "d1", databaseName: "orders" });

test("a hold says what it holds", () => {
  expect([everything, staging, orders].map(heldText)).toEqual(["everything", "all databases of staging", "orders"]);
});

test("a database is held by its own hold, its environment's and the installation's", () => {
  const all = [everything, staging, orders];
  expect(holdsOn(all, "d1", "production")).toEqual([everything, orders]);
  expect(holdsOn(all, "d2", "staging")).toEqual([everything, staging]);
  expect(holdsOn([staging, orders], "d2", "production")).toEqual([]);
});
