import type { Finding } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";

/**
 * What Sluice's own review says against a plan on a database, but notes and what its steps accept; and rules that could not look
 * as if the schema were not known, which it is.
 */
export async function reviewOf(
  document: PlanDocument,
  engine: Engine,
  connection: Connection,
): Promise<readonly string[]> {
  const open = { engine, connection, databaseName: "target", [Symbol.asyncDispose]: async () => undefined };
  const deps = { targets: { engine: () => engine, open: async () => open } } as unknown as Needs<"targets">;
  const { findings, unlooked } = await checkPlanText(deps, { text: JSON.stringify(document), databaseId: "target" });
  return [
    ...findings.filter((it) => it.severity !== "note" && !isAccepted(it)).map(told),
    ...unlooked.filter(({ missing }) => missing.includes("schema")).map(({ rule }) => `could not look: ${rule}`),
  ];
}

const isAccepted = (it: Finding): boolean => it.suppressed !== undefined && it.suppressed !== null;
const told = ({ severity, rule, step, message }: Finding): string => `${severity} ${rule} ${step ?? ""}: ${message}`;
