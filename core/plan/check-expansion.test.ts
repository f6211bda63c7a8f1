import { expect, test } from "vitest";
import { parse } from "yaml";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { checkExpansion } from "./check-expansion.ts";
import { expandedMark } from "./expanded-mark.ts";
import { readPlanSource } from "./read-plan-source.ts";
import { writePhases } from "./write-phases.ts";

const SOURCE = `sluice: 1
name: a
title: b
engine: postgresql
operations:
  - drop-default: { table: orders, column: amount }
`;
const STEP = { sql: "ALTER TABLE orders ALTER COLUMN amount DROP DEFAULT ", undo: "none", from: "drop-default" };

function found(text: string) {
  const { source } = readPlanSource(text);
  if (!source) throw new Error("not readable");
  const document = { phases: {}, ...(parse(text) as object) } as PlanDocument;
  return checkExpansion({ document, source }).map(({ rule, severity, line }) => [rule, severity, line]);
}
const expanded = () => {
  const document = { ...(parse(SOURCE) as PlanDocument), phases: { expand: [STEP] } };
  return writePhases(SOURCE, { ...document, expanded: expandedMark(document) });
};

test("operations without phases would do nothing", () => {
  expect(found(SOURCE)).toEqual([["operations-not-expanded", "error", 5]]);
});

test("phases as they were written are silent, and so is a plan without operations", () => {
  expect(found(expanded())).toEqual([]);
  expect(found(expanded().replace("engine: postgresql", "engine: postgresql # so it is"))).toEqual([]);
  expect(found("sluice: 1\nname: a\ntitle: b\nengine: postgresql\n")).toEqual([]);
});

test("operations that changed after their phases were written are an error", () => {
  expect(found(expanded().replace("column: amount }", "column: total }"))).toEqual([
    ["operations-not-expanded", "error", 5],
  ]);
});

test("phases that somebody edited are a note", () => {
  expect(found(expanded().replace("undo: none", "undo: keep"))).toEqual([["edited-by-hand", "note", 10]]);
});
