import { expect, test } from "vitest";
import { planRisk, type RiskFacts } from "./plan-risk.ts";

const harmless: RiskFacts = { irreversible: [], drops: [], errors: 0, warnings: 0, largest: null, isRead: true };
const sized = (rows: number | null, bytes: number | null = null) => ({ largest: { name: "city", rows, bytes } });

test.each<[Partial<RiskFacts>, string, string[]]>([
  [{}, "low", []],
  [sized(999_999), "low", []],
  [sized(1_000_000), "medium", ["city has about 1,000,000 rows"]],
  [sized(null, 2 * 1024 ** 3), "medium", ["city has 2.0 GiB"]],
  [sized(60_000_000), "high", ["city has about 60,000,000 rows"]],
  [{ warnings: 2 }, "medium", ["2 warnings in the analysis"]],
  [{ isRead: false }, "medium", ["the database could not be looked at"]],
  [{ errors: 1 }, "high", ["1 error in the analysis"]],
  [{ drops: ["city.lat"], warnings: 1 }, "high", ["contract drops city.lat", "1 warning in the analysis"]],
  [{ irreversible: ["Drop lat"] }, "high", ["point of no return: Drop lat"]],
])("%j is of risk %s, and it is said why", (facts, risk, reasons) => {
  expect(planRisk({ ...harmless, ...facts })).toEqual({ risk, reasons });
});
