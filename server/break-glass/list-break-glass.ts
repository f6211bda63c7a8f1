import type { BreakGlass } from "#contracts/break-glass.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { listBreakGlassRows } from "./break-glass-repository.ts";
import { toBreakGlass } from "./to-break-glass.ts";

/** What is asked for, open, or waits for its review; with `all` also what is over. */
export async function listBreakGlass(
  { prisma, now }: Needs<"prisma" | "now">,
  { actor, all = false }: { readonly actor: Actor; readonly all?: boolean },
): Promise<{ items: BreakGlass[] }> {
  assertCan(actor, "breakglass.read");
  const at = now();
  const items = (await listBreakGlassRows(prisma, { all })).map((row) => toBreakGlass(row, at));
  return { items: all ? items : items.filter(({ state }) => state !== "lapsed") };
}
