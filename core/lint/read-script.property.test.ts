import fc from "fast-check";
import { expect, test } from "vitest";
import { readStatements } from "#core/engines/postgres/postgres-read-statements.ts";
import { propertyRuns } from "#test/property-runs.ts";
import { cutScript } from "./cut-script.ts";
import { readScript } from "./read-script.ts";
import { statementRanges } from "./statement-ranges.ts";

/** Pieces that open, close and end things, and ordinary SQL between them. */
const PIECES = [
  ...[
    "'",
    '"',
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    ";",
    "\n",
    "\r\n",
    "\\",
    "\\.",
    "\0",
    "é",
    "🙂",
    "(",
    ")",
    "`",
    "[",
    "]",
  ],
  ...[
    "\n\\i x.sql\n",
    "COPY a FROM stdin;\n",
    "E'",
    "ALTER TABLE a ADD b int;",
    "SELECT 1;",
    "DROP TABLE c",
    "BEGIN",
    "\n.read x\n",
  ],
];
const script = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 8 })), { maxLength: 25 })
  .map((pieces) => pieces.join(" "));
const breaks = (text: string) => [...text.matchAll(/\r?\n/g)].map(({ index }) => index);

test("whatever is cut off, every line and column stays where it was", () => {
  fc.assert(
    fc.property(script, fc.constantFrom("postgresql" as const, "sqlite" as const), (text, dialect) => {
      const cut = cutScript(text, dialect);
      expect(cut.text).toHaveLength(text.length);
      expect(breaks(cut.text)).toEqual(breaks(text));
      const ranges = statementRanges(cut.text, dialect);
      for (const [at, { start, end }] of ranges.entries()) {
        expect(start).toBeGreaterThanOrEqual(ranges[at - 1]?.end ?? 0);
        expect(end).toBeGreaterThan(start);
      }
    }),
    propertyRuns(500),
  );
});

test("any text is read or told of: never a crash, and never silence over what does not parse", async () => {
  await fc.assert(
    fc.asyncProperty(script, async (text) => {
      const { statements, findings, lost, text: rest } = await readScript(text, "postgresql", { read: readStatements });
      const parses = await readStatements(text).then(
        () => true,
        () => false,
      );
      if (!parses && cutScript(text, "postgresql").text === text) expect(findings.length).toBeGreaterThan(0);
      expect(lost > 0).toBe(findings.length > 0);
      expect(rest.length === text.length || statements.length === 0).toBe(true);
      for (const { line } of findings) expect(line).toBeLessThanOrEqual(text.split("\n").length);
    }),
    propertyRuns(200),
  );
});
