import { isSame } from "#core/analysis/related-tables.ts";
import type { SchemaChange } from "#core/analysis/schema-change.ts";
import type { ObjectName } from "#core/analysis/schema-model.ts";
import type { Effects } from "./postgres-effects.ts";
import type { LockMode } from "./postgres-locks.ts";

/** One ALTER TABLE: its table, and the strongest lock of all its subcommands, under which each of them works. */
export interface AlterStatement {
  readonly name: ObjectName;
  readonly mode: LockMode;
  readonly changes: readonly SchemaChange[];
  readonly isWrapped: boolean;
}

export function lockFamily(
  effects: Effects,
  { name, mode }: Pick<AlterStatement, "name" | "mode">,
  only: boolean,
): void {
  for (const it of effects.family(name, only)) effects.lock(it, mode, isSame(it, name) ? "" : `Child of ${name.name}`);
}

/** Refuses syntax that the target's version does not have: the parser is that of 18. */
export function gate(effects: Effects, isUsed: boolean, version: number, why: string): void {
  if (isUsed && effects.version < version) effects.refuse("42601", why);
}
