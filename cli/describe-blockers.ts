import type { LockBlockers } from "#contracts/lock-blocker.ts";
import { table } from "./print.ts";

const seconds = (it: number | null): string => (it === null ? "" : `${Math.round(it)} s`);

/** Who holds the lock that a step waits for. */
export const describeBlockers = ({ stepId, tables, items }: LockBlockers): string => {
  if (!stepId) return "No step waits for a lock.";
  const list = table(
    ["SESSION", "USER", "APPLICATION", "STATE", "TRANSACTION", "QUERY"],
    items.map((it) => [
      it.backend,
      it.user ?? "",
      it.application ?? "",
      it.state ?? it.kind,
      seconds(it.transactionSeconds),
      (it.query ?? "").replaceAll(/\s+/g, " ").slice(0, 60),
    ]),
    "Nobody holds it just now.",
  );
  return `${stepId} waits for a lock on ${tables.join(", ")}.\n${list}`;
};
