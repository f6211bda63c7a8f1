import { resolveName, type WrittenName } from "#core/analysis/resolve-name.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import type { LockMode } from "./postgres-locks.ts";

interface ForeignKey {
  readonly table: ObjectName;
  readonly references: WrittenName | null;
  /** Whether the rows are compared. */
  readonly isChecked: boolean;
  /** On the table that it points to. */
  readonly mode: LockMode;
}

/** The other side of a foreign key, and the check of the rows. */
export function checkForeignKey(effects: Effects, { table, references, isChecked, mode }: ForeignKey): void {
  if (!references) return;
  const target = resolveName(effects.model, references);
  if (effects.model.complete && !effects.has(target)) return;
  const targets = effects.family(target);
  for (const it of targets) effects.lock(it, mode, `The foreign key of ${table.name} points to it`);
  if (!isChecked) return;
  for (const it of effects.family(table)) {
    if (effects.table(it)?.kind === "partitioned") continue;
    effects.scan(it, "Its rows are compared with the table that the foreign key points to");
    effects.planned(it, "ACCESS SHARE");
  }
  // From 16 on the planner looks at the indexes of a partitioned parent as well.
  for (const it of targets) {
    if (effects.table(it)?.kind === "partitioned" && effects.version < 16) continue;
    effects.planned(it, "ACCESS SHARE");
    effects.scan(it, "The other side of the foreign key is read");
    effects.depend("planner", it, "Whether it is read in full or through its key is the planner's choice");
  }
}
