import { refuseLost } from "./refuse-lost.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Functions with an SQL body are bound to the old column itself: the same text, read again, is bound to the new one. */
export async function twinFunctions(twinning: Twinning): Promise<readonly TwinParts[]> {
  const { table, after, away, context, soak } = twinning;
  const parts: TwinParts[] = [];
  for (const { signature, definition, columns } of table.functions) {
    const touched = twinning.touches(columns);
    if (touched === "lost") refuseLost(`function ${signature}`, twinning);
    if (touched !== "taken") continue;
    const forward = await context.sql.renameInQuery(definition, table.ref, after);
    // At that time of a rollback the old column still has the name of the soak; its own name it gets after.
    const backward = soak === null ? null : await context.sql.renameInQuery(definition, table.ref, away);
    parts.push({ contract: [at("attach", forward, backward)] });
  }
  return parts;
}
