import { type TargetProbe, targetProbe } from "#contracts/database.ts";
import type { Needs } from "#server/container.ts";
import type { ParsedTarget } from "#server/targets/parse-target-url.ts";
import { ASKING, askTarget } from "./ask-target.ts";

/** What is found at an address. Changes nothing there and saves nothing here. */
export async function probeTarget(deps: Needs<"targets">, { engine, address }: ParsedTarget): Promise<TargetProbe> {
  const found = await askTarget(deps.targets.openAddress(engine, address, ASKING), (target) =>
    target.engine.introspector.probe(target.connection),
  );
  return targetProbe.parse(found);
}
