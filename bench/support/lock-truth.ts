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

/** What the analysis says of a case, on the base schema with the case's set-up. */
export async function predictCase({ setup, sql, alone }: TruthCase, version: number): Promise<StatementEffects> {
  base ??= postgresAnalyser.read(BASE).then((statements) => postgresAnalyser.modelOf(statements));
  const model = applyAll(await postgresAnalyser.read(setup ?? ""), await base, { bornHere: false });
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

/** Holds a prediction against the measurement, relation by relation. */
export function compare(
  effects: StatementEffects,
  measured: Measured,
  { alone = false }: { readonly alone?: boolean } = {},
): Comparison {
  const told = new Map(
    effects.relations.filter(({ kind }) => !alone || kind !== "index").map((it) => [it.relation.name, it]),
  );
  const names = new Set([
    ...told.keys(),
    ...Object.keys(measured.locks).filter((it) => !alone || !measured.indexes.includes(it)),
  ]);
  const differences: { readonly text: string; readonly isLess: boolean; readonly isConditional: boolean }[] = [];
  const isConditional = (name: string) =>
    effects.depends.some(({ relation }) => relation === null || relation.name === name);
  const differ = (name: string, what: string, is: string | boolean, was: string | boolean, isLess: boolean) =>
    differences.push({
      text: `${name}: ${what} told ${is}, measured ${was}`,
      isLess,
      isConditional: isConditional(name),
    });
  const refused = effects.refused?.code ?? null;
  if (refused !== (measured.refused ?? null)) {
    const isData = effects.depends.some(
      ({ on, message }) => on === "data" && measured.refused !== undefined && message.includes(measured.refused),
    );
    if (isData) return { verdict: "right", understated: false, depends: true, differences: [] };
    differences.push({
      text: `refused: told ${refused}, measured ${measured.refused ?? null}`,
      isLess: measured.refused === undefined,
      isConditional: false,
    });
  }
  for (const name of names) {
    const [is, was] = [told.get(name)?.lock ?? "none", measured.locks[name] ?? "none"];
    if (is !== was) differ(name, "lock", is, was, strength(is) < strength(was));
    for (const [work, key] of Object.entries(WORKS) as [Work, (typeof WORKS)[Work]][]) {
      const [does, did] = [told.get(name)?.[work] ?? false, measured[key].includes(name)];
      if (does !== did) differ(name, key, does, did, !does);
    }
  }
  const open = differences.filter((it) => !it.isConditional);
  return {
    verdict: open.length === 0 ? "right" : "wrong",
    understated: open.some(({ isLess }) => isLess),
    depends: differences.length > open.length,
    differences: differences.map(({ text }) => text),
  };
}

const strength = (mode: string): number => strengthOf(mode as Parameters<typeof strengthOf>[0]);
