import { countsAgainst } from "#core/domain/counts-against.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "./check-plan-text.ts";

/** Errors that the plan's text alone shows, without a database. */
export async function countPlanErrors(deps: Needs<"targets">, text: string): Promise<number> {
  const { findings } = await checkPlanText(deps, { text });
  return findings.filter(countsAgainst("error")).length;
}
