import type { OperationView } from "../facts/table-facts.ts";
import type { Twinning } from "./twinning.ts";

export const viewKey = (ref: OperationView["ref"]): string => JSON.stringify([ref.schema, ref.name]);

/** Views and rules that read the column, and those above them, in the order in which they can be made: what reads another comes after it. */
export function affectedViews({ table, touches }: Pick<Twinning, "table" | "touches">): readonly OperationView[] {
  const found = new Set<string>();
  return table.views.filter((view) => {
    const isAbove = [...view.over, ...(view.on ? [view.on] : [])].some((it) => found.has(viewKey(it)));
    const isAffected = isAbove || view.reads === null || touches(view.reads) !== "none";
    if (isAffected && view.kind !== "rule") found.add(viewKey(view.ref));
    return isAffected;
  });
}
