import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { playwrightOutcome, vitestOutcome } from "./outcome.ts";

function report(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), "sluice-outcome-")), "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const vitest = (passed: number, failed: number, testResults: unknown[] = []) =>
  report({ numPassedTests: passed, numFailedTests: failed, testResults });

test("passed and failed tests are counted", () => {
  expect(vitestOutcome(vitest(5, 2), false)).toEqual({ passed: 5, failed: 2 });
});

test("a file that could not be loaded is a failure", () => {
  const broken = [{ status: "failed", assertionResults: [] }];
  expect(vitestOutcome(vitest(5, 0, broken), false)).toEqual({ passed: 5, failed: 1 });
});

test("a run without any test, a run that crashed and a run without a report are failures", () => {
  expect(vitestOutcome(vitest(0, 0), true)).toEqual({ passed: 0, failed: 1 });
  expect(vitestOutcome(vitest(5, 0), false)).toEqual({ passed: 5, failed: 1 });
  expect(vitestOutcome("/nowhere.json", true)).toEqual({ passed: 0, failed: 1 });
});

test("a flaky browser test is a failure", () => {
  const stats = { expected: 7, unexpected: 1, flaky: 1 };
  expect(playwrightOutcome(report({ stats, errors: [] }), true)).toEqual({ passed: 7, failed: 2 });
});
