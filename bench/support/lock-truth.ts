import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { applyAll } from "#core/analysis/apply-statement.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import type { StatementEffects } from "#core/analysis/statement-effects.ts";
import { postgresAnalyser } from "#core/engines/postgres/postgres-analyser.ts";
import { strengthOf } from "#core/engines/postgres/postgres-locks.ts";

/** What was measured for one statement on some majors. */
export interface Measured {
  readonly versions: readonly number[];
  /** SQLSTATE. */
  readonly refused?: string;
  /** The strongest lock on each relation that was there before. */
  readonly locks: Readonly<Record<string, string>>;
  /** Which of them are indexes. */
  readonly indexes: readonly string[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly builds: readonly string[];
}
export interface TruthCase {
  readonly id: string;
  readonly setup?: string;
  readonly sql: string;
  /** Ran outside a transaction: locks on indexes were not recorded. */
  readonly alone?: boolean;
  readonly measured: readonly Measured[];
}

const file = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../test/fixtures/postgres-locks/${name}`, import.meta.url)), "utf8");
export const BASE = file("base.sql");
export const CASES = JSON.parse(file("cases.json")) as readonly TruthCase[];

let base: Promise<SchemaModel> | undefined;

/** The base schema with the case's set-up. */
export async function modelFor({ setup }: TruthCase): Promise<SchemaModel> {
  base ??= postgresAnalyser.read(BASE).then((statements) => postgresAnalyser.modelOf(statements));
  return applyAll(await postgresAnalyser.read(setup ?? ""), await base, { bornHere: false });
}

/** What the analysis says of a case. */
export async function predictCase(it: TruthCase, version: number): Promise<StatementEffects> {
  const { sql, alone } = it;
  const model = await modelFor(it);
  const [statement] = await postgresAnalyser.read(sql);
  if (!statement) throw new Error(`No statement in ${sql}`);
  return postgresAnalyser.predict(statement, model, { version, transaction: alone ? "own" : "wrapped" });
}

export interface Comparison {
  readonly verdict: "right" | "wrong";
  /** What is told is less than what was measured, and no condition says so. */
  readonly understated: boolean;
  /** Equal only because the analysis names the condition. */
  readonly depends: boolean;
  readonly differences: readonly string[];
}

type Work = "rewrites" | "scans" | "buildsIndex";
const WORKS: Readonly<Record<Work, "rewrites" | "scans" | "builds">> = {
  rewrites: "rewrites",
  scans: "scans",
  buildsIndex: "builds",
};

interface Difference {
  readonly text: string;
  /** Less is told than was measured. */
  readonly isLess: boolean;
  readonly isConditional: boolean;
}

/** Holds a prediction against the measurement, relation by relation. */
export function compare(
  effects: StatementEffects,
  measured: Measured,
  { alone = false }: { readonly alone?: boolean } = {},
): Comparison {
  const refusals = refusal(effects, measured);
  if (refusals === "conditional") return { verdict: "right", understated: false, depends: true, differences: [] };
  const told = effects.relations.filter(({ kind }) => !alone || kind !== "index");
  const were = Object.keys(measured.locks).filter((it) => !alone || !measured.indexes.includes(it));
  const names = new Set([...told.map(({ relation }) => relation.name), ...were]);
  const differences = [...refusals, ...[...names].flatMap((name) => relationDiffers(effects, measured, name))];
  const open = differences.filter((it) => !it.isConditional);
  return {
    verdict: open.length === 0 ? "right" : "wrong",
    understated: open.some(({ isLess }) => isLess),
    depends: differences.length > open.length,
    differences: differences.map(({ text }) => text),
  };
}

function refusal({ refused, depends }: StatementEffects, measured: Measured): "conditional" | readonly Difference[] {
  const [is, was] = [refused?.code, measured.refused];
  if (is === was) return [];
  const isData = depends.some(({ on, message }) => on === "data" && was !== undefined && message.includes(was));
  if (isData) return "conditional";
  return [{ text: `refused: told ${is}, measured ${was}`, isLess: was === undefined, isConditional: false }];
}

function relationDiffers(
  { relations, depends }: StatementEffects,
  measured: Measured,
  name: string,
): readonly Difference[] {
  const told = relations.find(({ relation }) => relation.name === name);
  const isConditional = depends.some(({ relation }) => relation === null || relation.name === name);
  const [is, was] = [told?.lock ?? "none", measured.locks[name] ?? "none"];
  const lock = {
    text: `${name}: lock told ${is}, measured ${was}`,
    isLess: strength(is) < strength(was),
    isConditional,
  };
  const works = Object.entries(WORKS) as [Work, (typeof WORKS)[Work]][];
  return [
    ...(is === was ? [] : [lock]),
    ...works.flatMap(([work, key]) => {
      const [does, did] = [told?.[work] ?? false, measured[key].includes(name)];
      return does === did
        ? []
        : [{ text: `${name}: ${key} told ${does}, measured ${did}`, isLess: !does, isConditional }];
    }),
  ];
}

const strength = (mode: string): number => strengthOf(mode as Parameters<typeof strengthOf>[0]);
