import { expect, test } from "vitest";
import { aRule } from "#test/approvals.ts";
import { DEFAULT_POLICY } from "./approval-policy.ts";
import { nextPolicy } from "./next-policy.ts";
import { ruleFor } from "./rule-for.ts";

const rules = [
  aRule(),
  aRule({ fromRisk: "high", since: 1 }),
  aRule({ environment: "production", fromRisk: "low", since: 2 }),
  aRule({ environment: "production", fromRisk: "medium", since: 3 }),
];
const since = (environment: string, risk: "low" | "medium" | "high") =>
  ruleFor({ version: 3, rules }, { environment, risk }).since;

test("the environment's own rule counts before that for all, and the greatest risk that is reached", () => {
  expect([since("staging", "low"), since("staging", "medium"), since("staging", "high")]).toEqual([0, 0, 1]);
  expect([since("production", "low"), since("production", "medium"), since("production", "high")]).toEqual([2, 3, 3]);
  expect(ruleFor(DEFAULT_POLICY, { environment: "demo", risk: "high" }).start.count).toBe(1);
});

test("a new version marks the rules that changed and keeps the others, whatever the order of groups", () => {
  const grouped = aRule({ start: { count: 1, least: "owner", groups: ["b", "a"] }, since: 4, environment: "staging" });
  const after = nextPolicy({ version: 6, rules: [aRule(), grouped] }, [
    aRule({ contract: { count: 1, least: "approver", groups: [] } }),
    { ...grouped, start: { ...grouped.start, groups: ["a", "b"] } },
  ]);
  expect([after.version, ...after.rules.map((rule) => rule.since)]).toEqual([7, 7, 4]);
});
