import { type Activity, activity } from "#contracts/database.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { ASKING, askTarget } from "./ask-target.ts";
import { getDatabaseRow } from "./database-repository.ts";

const NOTHING = { longTransactions: [], lockWaits: [], gaps: [] };

/** Long transactions and lock waits on a database right now, where its engine can show them. */
export async function getActivity(
  deps: Needs<"prisma" | "targets">,
  input: { readonly actor: Actor; readonly databaseId: string },
): Promise<Activity> {
  assertCan(input.actor, "database.read");
  const { engine: dialect } = await getDatabaseRow(deps.prisma, input.databaseId);
  if (!deps.targets.engine(dialect).capabilities.activity) return { supported: false, ...NOTHING };
  const found = await askTarget(deps.targets.open(input.databaseId, ASKING), ({ engine, connection }) =>
    engine.introspector.activity(connection),
  );
  return activity.parse({ supported: true, ...found });
}
