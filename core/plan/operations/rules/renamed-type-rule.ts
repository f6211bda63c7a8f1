import { durationMs } from "../../duration.ts";
import type { RenamedType } from "../../renamed-types.ts";
import type { OperationContext } from "../operation.ts";
import type { ColumnRule } from "./column-rule.ts";
import { DEFAULT_SOAK } from "./default-soak.ts";
import { typeChangeOf } from "./type-change-of.ts";
import { typeChangeRule } from "./type-change-rule.ts";

/**
 * One column with the new name and type takes the place of the old (reference: postgres.md, pitfall 23). `up` reads the old row, and
 * `down` the new one; the column may stand in both by either name, since an author may think of the rename as done or not.
 */
export async function renamedTypeRule(
  { change, rename }: RenamedType,
  from: string,
  context: OperationContext,
): Promise<ColumnRule> {
  const { sql } = context;
  const { column, to } = rename;
  const up = change.up === undefined ? undefined : await sql.renameColumns(change.up, { [to]: column });
  const down = change.down === undefined ? undefined : await sql.renameColumns(change.down, { [column]: to });
  const spec = { ...change, column, up, down, soak: longer(change.soak, rename.soak) };
  const of = await typeChangeOf(spec, context);
  return await typeChangeRule(spec, { change: of, name: to, from }, context);
}

/** What only one of the two says counts. */
function longer(one: string | undefined, other: string | undefined): string {
  const said = [one, other].filter((it) => it !== undefined);
  return said.toSorted((a, b) => durationMs(b) - durationMs(a))[0] ?? DEFAULT_SOAK;
}
