import { expect, test } from "vitest";
import { parsePlan } from "./parse-plan.ts";

const HEAD = "sluice: 1\nname: city-coordinates\ntitle: Store coordinates\nengine: postgresql\nphases:\n";

const first = (text: string) => {
  const [finding] = parsePlan(text).findings;
  return (
    finding && {
      rule: finding.rule,
      message: finding.message,
      line: finding.line,
      column: finding.column,
      step: finding.step,
    }
  );
};

test("a good plan is read, from YAML and from JSON alike", () => {
  const { document, findings } = parsePlan(
    `${HEAD}  expand:\n    - sql: ALTER TABLE city ADD COLUMN a int\n      undo: none\n`,
  );
  expect(findings).toEqual([]);
  expect(parsePlan(JSON.stringify(document)).document).toEqual(document);
});

test.each([
  [
    "an unknown field of a step",
    "  expand:\n    - sql: SELECT 1\n      undo: none\n      undos: none\n",
    {
      rule: "unknown-field",
      message: "Unknown field `undos`, did you mean `undo`?",
      line: 9,
      column: 7,
      step: "expand.1",
    },
  ],
  [
    "an unknown field inside a backfill",
    "  backfill:\n    - backfill: { table: city, set: { a: b }, wher: x }\n",
    {
      rule: "unknown-field",
      message: "Unknown field `wher`, did you mean `where`?",
      line: 7,
      column: 47,
      step: "backfill.1",
    },
  ],
  [
    "an unknown phase",
    "  expnd: []\n",
    {
      rule: "unknown-field",
      message: "Unknown field `expnd`, did you mean `expand`?",
      line: 6,
      column: 3,
      step: undefined,
    },
  ],
  [
    "a missing undo",
    "  contract:\n    - sql: SELECT 1\n",
    { rule: "missing-field", message: "`undo` is missing", line: 7, column: 7, step: "contract.1" },
  ],
  [
    "a slip in the kind of a step",
    "  expand:\n    - sqll: SELECT 1\n      undo: none\n",
    {
      rule: "unknown-field",
      message: "Unknown field `sqll`, did you mean `sql`?",
      line: 7,
      column: 7,
      step: "expand.1",
    },
  ],
  [
    "two kinds in one step",
    "  expand:\n    - sql: SELECT 1\n      gate: { ask: x }\n",
    {
      rule: "plan-shape",
      message: "This step is both `sql` and `gate`; make one of each",
      line: 7,
      column: 7,
      step: "expand.1",
    },
  ],
  [
    "a gate that waits for nobody",
    "  cutover:\n    - gate: {}\n",
    {
      rule: "plan-shape",
      message: "`gate`: Say whom the gate waits for: `ask`, `applications` or both",
      line: 7,
      column: 13,
      step: "cutover.1",
    },
  ],
  [
    "an unknown field of what a gate demands",
    "  cutover:\n    - gate: { applications: { shop: { version: 2.3.0, unred: [city.lat] } } }\n",
    {
      rule: "unknown-field",
      message: "Unknown field `unred`, did you mean `unread`?",
      line: 7,
      column: 55,
      step: "cutover.1",
    },
  ],
  [
    "an application whose name no heartbeat can have",
    "  cutover:\n    - gate: { applications: { The Shop: { version: 2.3.0 } } }\n",
    {
      rule: "plan-shape",
      message:
        "`The Shop`: The name of an application is lower case letters, digits, dots, dashes and underscores; at most 63",
      line: 7,
      column: 41,
      step: "cutover.1",
    },
  ],
  [
    "a version that cannot be demanded",
    '  cutover:\n    - gate: { applications: { shop: { version: ">= main" } } }\n',
    {
      rule: "plan-shape",
      message: "`version`: A version such as `>= 2.3.0`, `> 2.3` or one exactly",
      line: 7,
      column: 48,
      step: "cutover.1",
    },
  ],
  [
    "a check without a query",
    "  verify:\n    - check: { name: x }\n",
    {
      rule: "plan-shape",
      message:
        "A check says one of `none` (a query that must return no row), `equal` (two queries) and `copy` (two tables)",
      line: 7,
      column: 14,
      step: "verify.1",
    },
  ],
  [
    "a check with a slip",
    "  verify:\n    - check: { name: x, none: SELECT 1, nane: y }\n",
    {
      rule: "unknown-field",
      message: "Unknown field `nane`, did you mean `name`?",
      line: 7,
      column: 41,
      step: "verify.1",
    },
  ],
  [
    "a wrong type",
    "  backfill:\n    - backfill: { table: city, set: lat, batch: many }\n",
    { rule: "plan-shape", message: "`set`: expected a mapping, not a text", line: 7, column: 37, step: "backfill.1" },
  ],
  [
    "a wrong duration",
    "  cutover:\n    - soak: { for: ten minutes }\n",
    {
      rule: "plan-shape",
      message: "`for`: A duration such as 200ms, 90s, 10m, 2h, 1d",
      line: 7,
      column: 20,
      step: "cutover.1",
    },
  ],
])("%s is told with its place", (_, phases, finding) => {
  expect(first(HEAD + phases)).toEqual(finding);
});

const OPERATIONS = "sluice: 1\nname: a\ntitle: b\nengine: postgresql\noperations:\n";

test.each([
  [
    "a slip in its name",
    "  - change-typ: { table: orders, column: amount, type: bigint }\n",
    { rule: "unknown-field", message: "Unknown field `change-typ`, did you mean `change-type`?", line: 6, column: 5 },
  ],
  [
    "a name that is like no other",
    "  - frobnicate: { table: orders }\n",
    { rule: "plan-shape", message: "There is no operation `frobnicate`", line: 6, column: 5 },
  ],
  [
    "a missing field",
    "  - set-default: { table: orders, column: amount }\n",
    { rule: "missing-field", message: "`default` is missing", line: 6, column: 18 },
  ],
  [
    "an unknown field",
    '  - set-default: { table: orders, colum: amount, column: amount, default: "0" }\n',
    { rule: "unknown-field", message: "Unknown field `colum`, did you mean `column`?", line: 6, column: 35 },
  ],
  [
    "an unknown field of the operation of raw SQL",
    "  - sql: { sql: SELECT 1, undo: SELECT 1, phas: expand }\n",
    { rule: "unknown-field", message: "Unknown field `phas`, did you mean `phase`?", line: 6, column: 43 },
  ],
  [
    "an unknown field beside it",
    "  - drop-not-null: { table: orders, column: amount }\n    undo: none\n",
    { rule: "unknown-field", message: "Unknown field `undo`", line: 7, column: 5 },
  ],
  [
    "two in one",
    "  - drop-default: { table: a, column: b }\n    drop-not-null: { table: a, column: b }\n",
    {
      rule: "plan-shape",
      message: "This operation is both `drop-not-null` and `drop-default`; make one of each",
      line: 6,
      column: 5,
    },
  ],
  [
    "a wrong choice inside",
    "  - set-replica-identity: { table: a, identity: { indx: b } }\n",
    { rule: "unknown-field", message: "Unknown field `indx`, did you mean `index`?", line: 6, column: 51 },
  ],
  [
    "a wrong word inside",
    "  - set-replica-identity: { table: a, identity: all }\n",
    {
      rule: "plan-shape",
      message: '`identity`: must be default or full or nothing, not "all"',
      line: 6,
      column: 49,
    },
  ],
  [
    "a text",
    "  - drop-default\n",
    {
      rule: "plan-shape",
      message: "An operation is a mapping such as `set-default: { table: …, column: …, default: … }`",
      line: 6,
      column: 5,
    },
  ],
])("of an operation, %s is told with its place", (_, operations, finding) => {
  expect(
    parsePlan(OPERATIONS + operations).findings.map(({ rule, message, line, column }) => ({
      rule,
      message,
      line,
      column,
    })),
  ).toContainEqual(finding);
});

test("an engine that is not known, and a text that is no plan", () => {
  expect(first("sluice: 1\nname: a\ntitle: b\nengine: oracle\nphases: {}\n")).toMatchObject({
    message: '`engine`: must be postgresql or sqlite, not "oracle"',
    line: 4,
    column: 9,
  });
  expect(first("just a text")).toMatchObject({ message: "`plan`: expected a mapping, not a text", line: 1, column: 1 });
  expect(first("sluice: [")).toMatchObject({ rule: "plan-syntax", line: 1 });
});
