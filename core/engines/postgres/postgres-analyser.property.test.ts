import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainError } from "#core/domain/domain-error.ts";
import { propertyRuns } from "#test/property-runs.ts";
import { postgresAnalyser } from "./postgres-analyser.ts";

const file = (name: string) =>
  readFileSync(new URL(`../../../test/fixtures/postgres-locks/${name}`, import.meta.url), "utf8");
const BASE = await postgresAnalyser.read(file("base.sql"));
const CASES = JSON.parse(file("cases.json")) as readonly { readonly sql: string; readonly setup?: string }[];
const TEXTS = CASES.flatMap(({ sql, setup }) => [sql, ...(setup ?? "").split(";")]).filter((it) => it.trim() !== "");

/** Names that are members of every object, hold quotes, dots and other scripts, or are cut by the server. */
const HOSTILE = [
  "__proto__",
  "constructor",
  "toString",
  'a"b',
  "a.b",
  "ünï",
  "💥",
  " ",
  "select",
  "x".repeat(80),
  "hasOwnProperty",
];
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const WORDS = [
  ...HOSTILE.map(quoted),
  "t",
  "p",
  "child",
  "int",
  "NOT NULL",
  "CONCURRENTLY",
  "CASCADE",
  "ONLY",
  "DEFAULT",
  "NULL",
  "(",
  ")",
  ",",
  "s2.t",
  "IF EXISTS",
];

const statement = fc.constantFrom(...TEXTS);
/** A statement with some of its words replaced, so that the parser still takes many of them. */
const mutated = fc
  .tuple(statement, fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...WORDS)), { maxLength: 4 }))
  .map(([text, edits]) => {
    const words = text.split(/\b/);
    for (const [at, word] of edits) if (/\w/.test(words[at] ?? "")) words[at] = word;
    return words.join("");
  });

async function readOrRefuse(sql: string) {
  try {
    return await postgresAnalyser.read(sql);
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "invalid-plan" });
    return [];
  }
}

function judge(
  statements: Awaited<ReturnType<typeof readOrRefuse>>,
  start: Parameters<typeof postgresAnalyser.apply>[1],
  version: number,
) {
  let model = start;
  for (const it of statements) {
    const effects = postgresAnalyser.predict(it, model, {
      version,
      transaction: version % 2 === 0 ? "own" : "wrapped",
    });
    for (const { lock, strength, blocks } of effects.relations) {
      expect(lock).not.toBe("none");
      expect(blocks.includes("writes")).toBe(strength >= 5);
    }
    // What is not analysed is never silent.
    if (!effects.analysable) expect(effects.relations.length + effects.depends.length).toBeGreaterThan(0);
    model = postgresAnalyser.apply(it, model);
  }
  return model;
}

/** Many runs on a busy machine. */
const SLOW = 60_000;

const version = fc.constantFrom(14, 15, 16, 17, 18);

test(
  "no text that the parser accepts brings the analysis down",
  async () => {
    const whole = postgresAnalyser.modelOf(BASE);
    const property = fc.asyncProperty(
      fc.array(fc.oneof(statement, mutated), { maxLength: 6 }),
      version,
      async (texts, major) => {
        const read = await Promise.all(texts.map(readOrRefuse));
        const statements = read.flat();
        for (const model of [
          whole,
          postgresAnalyser.emptyModel({ complete: false }),
          postgresAnalyser.emptyModel({ complete: true }),
        ])
          judge(statements, model, major);
      },
    );
    await fc.assert(property, propertyRuns(1_000));
  },
  SLOW,
);

test(
  "a model is never changed in place",
  async () => {
    const whole = postgresAnalyser.modelOf(BASE);
    const before = JSON.stringify([...whole.tables], null, 1);
    const property = fc.asyncProperty(fc.array(statement, { maxLength: 4 }), async (texts) => {
      const read = await Promise.all(texts.map(readOrRefuse));
      judge(read.flat(), whole, 18);
      expect(JSON.stringify([...whole.tables], null, 1)).toBe(before);
    });
    await fc.assert(property, propertyRuns(200));
  },
  SLOW,
);

test(
  "places are those of the text, in UTF-16, whatever stands before",
  async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: "grapheme", maxLength: 30 }),
      statement,
      async (comment, text) => {
        const prefix = `/* ${comment.replaceAll(/\*\/|\/\*|\0/g, "")} */\n`;
        const sql = `${prefix}${text}`;
        for (const it of await readOrRefuse(sql)) {
          expect(sql.slice(it.place.offset, it.end)).toBe(it.text);
          for (const { place } of it.changes) {
            const lines = sql.slice(0, place.offset).split("\n");
            expect(place).toMatchObject({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
          }
        }
      },
    );
    await fc.assert(property, propertyRuns(500));
  },
  SLOW,
);

test(
  "arbitrary text is read or refused with a place, and a NUL is refused",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (text) => void (await readOrRefuse(text))),
      propertyRuns(500),
    );
    await expect(postgresAnalyser.read("select 1\0; drop table x")).rejects.toMatchObject({ code: "invalid-plan" });
  },
  SLOW,
);
