import type { Engine } from "#core/engines/engine.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";
import { textsOfPlan } from "./texts-of-plan.ts";

/** Names, without schema, of the tables that a plan's SQL and steps name. */
export async function tablesOfPlan({ statements }: Engine, steps: readonly CompiledStep[]): Promise<readonly string[]> {
  const { texts, tables } = textsOfPlan(steps);
  const read = await Promise.all(texts.map((sql) => statements.read(sql).catch(() => [])));
  const named = [...read.flat().flatMap((it) => it.tables), ...tables.map((it) => statements.parseTable(it))];
  return [...new Set(named.map(({ name }) => name))];
}
