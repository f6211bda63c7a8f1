import { expect, test } from "vitest";
import { arrangeFiles } from "./arrange-files.ts";
import { type AppliedFacts, findApplied } from "./find-applied.ts";

const paths = ["1_a.sql", "2_b.sql", "10_c.sql", "11_d.sql"];
const [set] = arrangeFiles(
  paths.map((path) => ({ path, text: "SELECT 1" })),
  { beside: [], projectOf: () => null },
);
const NOTHING: AppliedFacts = { given: new Set(paths), since: new Set(), through: null, ledger: null };

function applied(facts: Partial<AppliedFacts>) {
  if (!set) throw new Error("There is a set");
  const found = findApplied(set, { ...NOTHING, ...facts });
  return {
    judged: found.set.migrations.filter((it) => !found.applied.has(it)).map(({ file }) => file.path),
    applied: [...found.applied].map(({ file }) => file.path),
  };
}

test("a folder is pending as a whole unless somebody says what has run", () => {
  expect(applied({})).toEqual({ judged: paths, applied: [] });
});

test("of a named file the neighbours before it have run, and those behind it do not matter", () => {
  expect(applied({ given: new Set(["10_c.sql"]) })).toEqual({ judged: ["10_c.sql"], applied: ["1_a.sql", "2_b.sql"] });
});

test("a version, a file's name, a git ref and a ledger say what has run", () => {
  const rest = { judged: ["10_c.sql", "11_d.sql"], applied: ["1_a.sql", "2_b.sql"] };
  expect(applied({ through: "2" })).toEqual(rest);
  expect(applied({ through: "9" })).toEqual(rest);
  expect(applied({ through: "2_b.sql" })).toEqual(rest);
  expect(applied({ since: new Set(["1_a.sql", "2_b.sql"]) })).toEqual(rest);
  expect(applied({ ledger: { versions: ["1", "2"], holds: "each" } })).toEqual(rest);
  expect(applied({ ledger: { versions: ["2"], holds: "last" } })).toEqual(rest);
  expect(applied({ ledger: { versions: ["1"], holds: "each" } }).applied).toEqual(["1_a.sql"]);
});
