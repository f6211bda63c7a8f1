import { expect, test } from "vitest";
import type { LintFinding, LintReport } from "../lint-report.ts";
import type { FormatOptions } from "./format.ts";
import { formatRecords } from "./format-records.ts";
import { FORMATS } from "./formats.ts";

const FINDING: LintFinding = {
  file: "db/0002_b.sql",
  line: 2,
  column: 21,
  rule: "set-not-null-scan",
  severity: "error",
  message: 'Reads all of "a", 50 %,\nwhile readers and writers wait',
  fix: "Prove it first.",
  lock: "ACCESS EXCLUSIVE",
  blocks: ["reads", "writes"],
  rewrite: false,
  accepted: null,
};
const REPORT: LintReport = {
  findings: [
    FINDING,
    {
      ...FINDING,
      line: 3,
      column: 1,
      rule: "drop-table",
      severity: "warning",
      message: "Gone",
      fix: undefined,
      lock: null,
      blocks: [],
    },
    { ...FINDING, line: 4, column: 1, accepted: { reason: "Empty <table>", by: "source" } },
  ],
  count: { files: 2, statements: 8, analysed: 7 },
  unlooked: [
    { rule: "index-build-long", missing: ["sizes"] },
    { rule: "wal-heavy-change", missing: ["sizes", "replicas"] },
  ],
  hasDatabase: false,
  sets: [{ root: "db", runner: "SQLx", engine: "PostgreSQL", judged: 2, applied: 0, newTables: 1 }],
  files: [
    { path: "db/0001_a.sql", text: "CREATE TABLE a (b int);\n" },
    {
      path: "db/0002_b.sql",
      text: "-- é\r\nALTER TABLE a\tALTER COLUMN b SET NOT NULL, ADD c numeric(8, 2); -- x\r\nDROP TABLE d;\nDROP TABLE e;\n",
    },
  ],
};
const OPTIONS: FormatOptions = {
  ruleWords: (rule) => ({ title: `Title of ${rule}`, why: `Why ${rule}`, safer: `Safer ${rule}` }),
  failOn: "error",
  docs: "https://docs.example.test/rules.md",
};

test("text: place, line, a caret under the clause, why, the safer way, and a summary that says what was analysed", () => {
  expect(FORMATS.text(REPORT, OPTIONS).split("\n")).toEqual([
    'db/0002_b.sql:2:21: error: Reads all of "a", 50 %,',
    "while readers and writers wait [set-not-null-scan]",
    "  |",
    "2 | ALTER TABLE a\tALTER COLUMN b SET NOT NULL, ADD c numeric(8, 2); -- x",
    "  |              \t      ^^^^^^^^^^^^^^^^^^^^^",
    "  = why: Why set-not-null-scan",
    "  = safer: Prove it first.",
    "",
    "db/0002_b.sql:3:1: warning: Gone [drop-table]",
    "  |",
    "3 | DROP TABLE d;",
    "  | ^^^^^^^^^^^^",
    "  = why: Why drop-table",
    "  = safer: Safer drop-table",
    "",
    "db: SQLx, PostgreSQL, 2 judged.",
    "1 error, 1 warning; 1 accepted with a reason.",
    "2 files, 8 statements: 87.5 % analysed.",
    "2 rules could not look: no database was given, so sizes and replicas are not known.",
    expect.stringContaining("1 table that these files create is taken as empty and unused."),
  ]);
});

test("text: a long line is cut around the clause", () => {
  const text = `${"x".repeat(500)} DROP COLUMN b, ${"y".repeat(500)}`;
  const told = FORMATS.text(
    { ...REPORT, findings: [{ ...FINDING, line: 1, column: 502 }], files: [{ path: FINDING.file, text }] },
    OPTIONS,
  ).split("\n");
  const [shown = "", marks = ""] = told.slice(3, 5);
  expect(shown.length).toBeLessThan(200);
  expect(shown.slice(marks.indexOf("^"), marks.lastIndexOf("^") + 1)).toBe("DROP COLUMN b");
});

test("records: one JSON object a line with just these fields, without what is accepted", () => {
  const records = formatRecords(REPORT, OPTIONS)
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(records).toEqual([
    {
      file: "db/0002_b.sql",
      line: 2,
      column: 21,
      rule: "set-not-null-scan",
      severity: "error",
      message: FINDING.message,
      lock: "ACCESS EXCLUSIVE",
      blocks: ["reads", "writes"],
      rewrite: false,
    },
    expect.objectContaining({ rule: "drop-table", lock: null, blocks: [], rewrite: false }),
  ]);
});

test("json: all findings with why and what is safer, and whether it fails", () => {
  const document: unknown = JSON.parse(FORMATS.json(REPORT, OPTIONS));
  expect(document).toMatchObject({
    failed: true,
    findings: [
      { safer: "Prove it first.", accepted: null },
      { safer: "Safer drop-table" },
      { accepted: { reason: "Empty <table>" } },
    ],
    count: { statements: 8, analysed: 7 },
    unlooked: {
      rules: [{ rule: "index-build-long", missing: ["sizes"] }, { rule: "wal-heavy-change" }],
      why: "2 rules could not look: no database was given, so sizes and replicas are not known.",
    },
  });
  expect(JSON.parse(FORMATS.json({ ...REPORT, hasDatabase: true, unlooked: [] }, OPTIONS))).toMatchObject({
    unlooked: { rules: [], why: null },
  });
  expect(JSON.parse(FORMATS.json(REPORT, { ...OPTIONS, failOn: null }))).toMatchObject({ failed: false });
});

test("github: workflow commands, with what would end a property or a line escaped", () => {
  expect(FORMATS.github(REPORT, OPTIONS).split("\n")).toEqual([
    '::error file=db/0002_b.sql,line=2,col=21,title=set-not-null-scan::Reads all of "a", 50 %25,%0Awhile readers and writers wait%0ASafer: Prove it first.',
    "::warning file=db/0002_b.sql,line=3,col=1,title=drop-table::Gone%0ASafer: Safer drop-table",
    "2 files, 7 of 8 statements analysed.",
  ]);
});

test("junit: a failure for what fails, a skip for what is accepted, a pass for a clean file", () => {
  const xml = FORMATS.junit(REPORT, OPTIONS);
  expect(xml).toContain('<testsuites name="sluice lint" tests="4" failures="1">');
  expect(xml).toContain('<testcase classname="db/0001_a.sql" name="lint"/>');
  expect(xml).toContain('<failure type="error" message="Reads all of &quot;a&quot;, 50 %,&#10;while');
  expect(xml).toContain('<skipped message="Empty &lt;table&gt;"/>');
  expect(xml).toContain('name="drop-table at 3:1"><system-out>');
});

test("sarif: version 2.1.0, each result points to its rule, and what is accepted is suppressed", () => {
  const document = JSON.parse(FORMATS.sarif(REPORT, OPTIONS)) as {
    readonly version: string;
    readonly runs: readonly [
      {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
      },
    ];
  };
  const [{ tool, results }] = document.runs;
  expect(document.version).toBe("2.1.0");
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(tool.driver.rules[1]).toMatchObject({
    id: "set-not-null-scan",
    helpUri: "https://docs.example.test/rules.md#set-not-null-scan",
    help: { text: expect.stringContaining("Safer: Safer set-not-null-scan") },
    defaultConfiguration: { level: "error" },
  });
  expect(results[0]).toMatchObject({
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "db/0002_b.sql", uriBaseId: "%SRCROOT%" },
          region: { startLine: 2, startColumn: 21 },
        },
      },
    ],
  });
  expect(results[2]).toMatchObject({ suppressions: [{ kind: "inSource", justification: "Empty <table>" }] });
});
