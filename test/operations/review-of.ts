import type { Finding } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Connection } from "#core/engines/connection.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { Needs } from "#server/container.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";

/** What Sluice's own review says against a plan on a database, but notes and what its steps accept. */
export async function reviewOf(
  document: PlanDocument,
  engine: Engine,
  connection: Connection,
): Promise<readonly string[]> {
  const open = { engine, connection, databaseName: "target", [Symbol.asyncDispose]: async () => undefined };
  const deps = { targets: { engine: () => engine, open: async () => open } } as unknown as Needs<"targets">;
  const { findings } = await checkPlanText(deps, { text: JSON.stringify(document), databaseId: "target" });
  return findings.filter((it) => it.severity !== "note" && !isAccepted(it)).map(told);
}

const isAccepted = (it: Finding): boolean => it.suppressed !== undefined && it.suppressed !== null;
const told = ({ severity, rule, step, message }: Finding): string => `${severity} ${rule} ${step ?? ""}: ${message}`;
