import { expect, test } from "vitest";
import { CASES, compare, predictCase } from "./lock-truth.ts";

test("the truth is there: 227 statements on five majors", () => {
  expect(CASES).toHaveLength(227);
  expect(new Set(CASES.flatMap(({ measured }) => measured.flatMap(({ versions }) => versions)))).toEqual(
    new Set([14, 15, 16, 17, 18]),
  );
});

test.each(CASES.map((it) => [it.id, it] as const))(
  "%s: locks, rewrites, scans and index builds as measured",
  async (_, it) => {
    for (const measured of it.measured) {
      for (const version of measured.versions) {
        const { verdict, differences } = compare(await predictCase(it, version), measured, it);
        expect({ version, verdict, differences }).toEqual({ version, verdict: "right", differences });
      }
    }
  },
);

/** What the analysis cannot tell and says so: what stands in a string, and what the planner chooses. */
const CONDITIONAL = ["add_fk_partitioned", "delete_referenced_row"];

test("a condition is named only where the text and the catalog do not decide", async () => {
  const conditional = [];
  for (const it of CASES) {
    const [measured] = it.measured.slice(-1);
    const version = measured?.versions.at(-1);
    if (!measured || version === undefined) continue;
    if (compare(await predictCase(it, version), measured, it).depends) conditional.push(it.id);
  }
  expect(conditional.toSorted()).toEqual(CONDITIONAL);
});
