import type { OperationContext } from "../operation.ts";
import { type QuietFill, quietFill } from "../rules/quiet-fill.ts";
import { isOn } from "./is-on.ts";
import type { TableCopy } from "./table-copy.ts";

/** A batch writes the copy too, whose foreign keys and deferrable keys are there already: where it has such, triggers fire. */
export async function quietCopy(
  { table, shape }: Pick<TableCopy, "table" | "shape">,
  context: OperationContext,
): Promise<QuietFill> {
  const known = table.constraints.find(
    (it) => (it.kind === "foreign-key" && it.validated && !isOn(table, it)) || it.deferrable !== null,
  );
  const added = shape.added.find((it) => /\bdeferrable\b/i.test(it));
  return await quietFill(table, context, known?.name ?? added ?? null);
}
