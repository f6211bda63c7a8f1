import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RUN_STATES, runStates } from "#core/domain/run-state.ts";
import { EXIT, EXIT_CODE_OF, EXIT_CODE_OF_STATE } from "./exit-code.ts";

test("every exit code is documented, and no other", () => {
  const docs = readFileSync(join(import.meta.dirname, "../docs/cli.md"), "utf8");
  const documented = [...docs.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(documented).toEqual(Object.values(EXIT));
});

test("every failure has a code that says failure", () => {
  expect(Object.values(EXIT_CODE_OF).filter((code) => code === EXIT.done)).toEqual([]);
});

test("a wait ends at every state that nothing follows", () => {
  for (const state of runStates.terminal) expect(EXIT_CODE_OF_STATE[state]).not.toBeNull();
  expect(RUN_STATES.filter((state) => EXIT_CODE_OF_STATE[state] === EXIT.done)).toEqual(["succeeded"]);
});
