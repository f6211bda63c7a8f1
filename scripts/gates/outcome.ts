import { readJson } from "../stack/installation.ts";

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}
interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  readonly errors: readonly unknown[];
}

/** A run that ended badly counts as a failure even where no test did; so does one that ran no test. */
function honest({ passed, failed }: Outcome, ok: boolean): Outcome {
  const isSilent = failed === 0 && (!ok || passed === 0);
  return { passed, failed: isSilent ? 1 : failed };
}

export function vitestOutcome(file: string, ok: boolean): Outcome {
  const report = readJson<VitestReport>(file);
  if (!report) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter((it) => it.status === "failed" && it.assertionResults.length === 0).length;
  return honest({ passed: report.numPassedTests, failed: report.numFailedTests + broken }, ok);
}

export function playwrightOutcome(file: string, ok: boolean): Outcome {
  const report = readJson<PlaywrightReport>(file);
  if (!report) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return honest({ passed: expected, failed: unexpected + flaky }, ok);
}
