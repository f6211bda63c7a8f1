import { expect, test } from "vitest";
import { analyseScript } from "#core/analysis/analyse-script.ts";
import { type AnalysisSettings, DEFAULT_SETTINGS } from "#core/analysis/analysis-settings.ts";
import type { Rule } from "#core/analysis/rule.ts";
import type { SchemaModel, TableFacts } from "#core/analysis/schema-model.ts";
import type { ScriptFinding } from "#core/analysis/script-finding.ts";
import type { ScriptPart } from "#core/analysis/script-part.ts";
import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import { type TargetFacts, UNKNOWN_TARGET } from "#core/analysis/target-facts.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import { analysers } from "./analysers.ts";

export interface RuleCase {
  /** One text, or several that run one after the other. */
  readonly sql: string | readonly string[];
  /** What is there before, beside `BASE`. */
  readonly base?: string;
  readonly facts?: Readonly<Record<string, Partial<TableFacts>>>;
  readonly version?: number;
  readonly part?: Partial<ScriptPart>;
  readonly target?: Partial<TargetFacts>;
  readonly settings?: Partial<Omit<AnalysisSettings, "house">> & {
    readonly house?: Partial<AnalysisSettings["house"]>;
  };
  /** Nothing is known of the database. */
  readonly blind?: true;
  readonly timeZone?: string;
}
type Cases = readonly (string | RuleCase)[];

/** `hit`: it speaks. `near`: it looks alike and is harmless. `cleared`: the hit in a context that takes the harm away. */
export interface RuleCases {
  readonly hit: Cases;
  readonly near: Cases;
  readonly cleared: Cases;
}

const BASES: Record<Dialect, string> = {
  postgresql: `
    CREATE TABLE country (id bigint PRIMARY KEY, code varchar(2) NOT NULL, name text NOT NULL);
    CREATE TABLE city (id bigint PRIMARY KEY, name text NOT NULL, lat varchar(50), population integer, seen_at timestamp, facts jsonb,
      country_id bigint CONSTRAINT city_country REFERENCES country (id));
    CREATE INDEX city_name ON city (name);
    CREATE TABLE tag (city_id bigint, word text);`,
  sqlite: `
    CREATE TABLE country (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat TEXT, population INTEGER, country_id INTEGER REFERENCES country (id));
    CREATE INDEX city_name ON city (name);`,
};
const LARGE: Partial<TableFacts> = { rows: 5_000_000, bytes: 900_000_000 };
const FACTS: RuleCase["facts"] = { city: LARGE, country: { rows: 250, bytes: 40_000 }, tag: LARGE };

const NO_CARE: ScriptPart["care"] = {
  lockTimeout: false,
  statementTimeout: false,
  session: false,
  indexLeftovers: false,
};

export async function findingsOf(engine: Dialect, given: string | RuleCase): Promise<readonly ScriptFinding[]> {
  const it: RuleCase = typeof given === "string" ? { sql: given } : given;
  const analyser = analysers[engine];
  const texts = typeof it.sql === "string" ? [it.sql] : it.sql;
  const parts = texts.map(
    (text, at): ScriptPart => ({
      id: `file-${at + 1}.sql`,
      text,
      runBy: "own",
      care: NO_CARE,
      madeBy: "author",
      phase: null,
      undo: "unstated",
      waivers: [],
      ...it.part,
    }),
  );
  const { house, ...settings } = it.settings ?? {};
  const { findings } = await analyseScript({
    engine,
    analyser,
    parts,
    model: await modelFor(engine, analyser, it),
    version: it.version ?? (engine === "sqlite" ? 3.53 : 17),
    target: { ...UNKNOWN_TARGET, ...it.target },
    settings: { ...DEFAULT_SETTINGS, ...settings, house: { ...DEFAULT_SETTINGS.house, ...house } },
  });
  return findings;
}

async function modelFor(engine: Dialect, analyser: StatementAnalyser, it: RuleCase): Promise<SchemaModel> {
  if (it.blind) return analyser.emptyModel({ complete: false });
  const model = analyser.modelOf(await analyser.read(`${BASES[engine]}\n${it.base ?? ""}`));
  const facts = { ...FACTS, ...it.facts };
  const tables = new Map(
    [...model.tables].map(([key, table]) => {
      const own = facts[table.name.name];
      const none: TableFacts = {
        rows: null,
        bytes: null,
        indexBytes: null,
        writesPerSecond: null,
        readsPerSecond: null,
      };
      return [key, own ? { ...table, facts: { ...none, ...own } } : table] as const;
    }),
  );
  return { ...model, complete: true, tables, ...(it.timeZone === undefined ? {} : { timeZone: it.timeZone }) };
}

/** Tests each rule by its table, and that each has one. A house rule is asked for; another is not. */
export function testRules(
  rules: readonly Rule[],
  cases: Readonly<Record<string, RuleCases>>,
  engine: Dialect = "postgresql",
): void {
  test("every rule has a table of a hit, a near miss and a context that takes the harm away, and every table a rule", () => {
    expect(Object.keys(cases).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
    for (const table of Object.values(cases)) {
      expect(Math.min(table.hit.length, table.near.length, table.cleared.length)).toBeGreaterThan(0);
    }
  });
  for (const rule of rules) {
    const table = cases[rule.id];
    if (!table) continue;
    const ask = async (given: string | RuleCase) => {
      const it: RuleCase = typeof given === "string" ? { sql: given } : given;
      const wanted = rule.optional ? { rules: { [rule.id]: "on" as const } } : {};
      const findings = await findingsOf(engine, { ...it, settings: { ...wanted, ...it.settings } });
      return findings.filter((finding) => finding.rule === rule.id);
    };
    test(`${rule.id} says whether it needs to know more than the text`, async () => {
      const blind = { blind: true, target: UNKNOWN_TARGET } as const;
      const found = await Promise.all(
        table.hit.map((given) => ask({ ...(typeof given === "string" ? { sql: given } : given), ...blind })),
      );
      expect({ rule: rule.id, silent: found.every((it) => it.length === 0) }).toEqual({
        rule: rule.id,
        silent: rule.needs !== undefined,
      });
    });
    test.each(table.hit)(`${rule.id} speaks of %j`, async (given) => {
      const [found] = await ask(given);
      expect(found).toBeDefined();
      expect(found?.line).toBeGreaterThan(0);
      expect(found?.fix).not.toBe("");
    });
    test.each(table.near)(`${rule.id} says nothing of %j`, async (given) => {
      expect(await ask(given)).toEqual([]);
    });
    test.each(table.cleared)(`${rule.id} says nothing in this context: %j`, async (given) => {
      expect(await ask(given)).toEqual([]);
    });
  }
}
