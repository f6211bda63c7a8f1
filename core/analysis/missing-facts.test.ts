import { describe, expect, test } from "vitest";
import { analysers } from "#test/analysers.ts";
import { missingFacts } from "./missing-facts.ts";
import { modelKey } from "./model-key.ts";
import type { SchemaModel } from "./schema-model.ts";
import type { ScriptPart } from "./script-part.ts";
import { stageScript } from "./stage-script.ts";
import { UNKNOWN_TARGET } from "./target-facts.ts";

const analyser = analysers.postgresql;
const CITY = "CREATE TABLE city (id bigint PRIMARY KEY, lat text); CREATE INDEX city_lat ON city (lat)";

const PART: Omit<ScriptPart, "text"> = {
  id: "a.sql",
  runBy: "own",
  care: { lockTimeout: false, statementTimeout: false, session: false, indexLeftovers: false },
  madeBy: "author",
  phase: null,
  undo: "unstated",
  waivers: [],
};

/** As a database answers that was asked for `city` and for `town`, which is not there. */
async function lookedAt(): Promise<SchemaModel> {
  const model = analyser.modelOf(await analyser.read(CITY));
  return { ...model, complete: false, absent: new Set([modelKey({ schema: "public", name: "town" })]) };
}

async function isSchemaMissing(sql: string, model: SchemaModel): Promise<boolean> {
  const { script } = await stageScript(analyser, [{ ...PART, text: sql }], model, 18);
  expect(script).not.toEqual([]);
  return script.some((at) => missingFacts({ at, target: UNKNOWN_TARGET, version: 18 }).has("schema"));
}

describe("where a database was looked at, its schema is known", () => {
  test.each([
    ["a table", "ALTER TABLE city ADD COLUMN note text"],
    ["an index by its own name", "ALTER INDEX city_lat RENAME TO city_latitude"],
    [
      "names that change places",
      "ALTER INDEX city_lat RENAME TO spare; CREATE INDEX city_lat ON city (id); ALTER INDEX spare RENAME TO other",
    ],
    ["a sequence", "CREATE SEQUENCE counter; ALTER SEQUENCE counter RENAME TO city_counter"],
    [
      "the sequence of an identity by its own name",
      "ALTER TABLE city ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME counter); ALTER SEQUENCE counter RENAME TO city_ids",
    ],
    ["a type", "ALTER TYPE mood ADD VALUE 'calm'"],
    ["a relation that is known not to be there", "ALTER TABLE town ADD COLUMN note text"],
    ["the same twice", "ALTER TABLE town ADD COLUMN note text; ALTER TABLE town ADD COLUMN more text"],
    ["one that the script makes", "CREATE TABLE town (id bigint); CREATE INDEX ON town (id)"],
  ])("%s", async (_, sql) => {
    expect(await isSchemaMissing(sql, await lookedAt())).toBe(false);
  });

  test("but not of a relation that nobody looked for", async () => {
    expect(await isSchemaMissing("ALTER TABLE river ADD COLUMN note text", await lookedAt())).toBe(true);
    expect(await isSchemaMissing("ALTER INDEX river_name RENAME TO river_names", await lookedAt())).toBe(true);
  });
});

test.each(["ALTER TABLE city ADD COLUMN note text", "ALTER TYPE mood ADD VALUE 'calm'"])(
  "without a database nothing is known: %s",
  async (sql) => {
    expect(await isSchemaMissing(sql, analyser.emptyModel({ complete: false }))).toBe(true);
  },
);
