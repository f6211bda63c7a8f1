import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";
import { ownTag } from "../sql/own-tag.ts";
import { keyColumns } from "./copy-keys.ts";
import type { CopyShape, TableCopy } from "./table-copy.ts";

/** @throws DomainError `unsupported` for a table whose copy could not take its place unnoticed, with what to do instead. */
export function copiedTable(
  table: OperationTable,
  shape: CopyShape,
  { tag, label }: Pick<OperationContext, "tag"> & { readonly label: string },
): TableCopy {
  refuseKind(table);
  refuseDependents(table);
  const own = ownTag(tag, label);
  return { table, shape, tag: own, next: `_slc_${own}_n`, past: `_slc_${own}_o`, key: keyOf(table, shape) };
}

function keyOf(table: OperationTable, shape: CopyShape): readonly string[] {
  const isNotNull = (name: string) => table.columns.some((it) => it.name === name && it.notNull);
  const keys = table.constraints.filter(
    (it) => it.kind === "primary-key" || (it.kind === "unique" && it.columns.every(isNotNull)),
  );
  const key = keys.find(({ kind }) => kind === "primary-key") ?? keys[0];
  if (key) return keyColumns(key, { table, shape });
  throw refusal(table, "has no key by which a row is found again", "Add a primary key first (add-primary-key).");
}

const refusal = ({ ref }: OperationTable, why: string, instead: string): DomainError =>
  new DomainError(
    "unsupported",
    `${ref.name} ${why}: no copy can take its place while it is in use. ${instead} Nothing was changed.`,
  );

function refuseKind(table: OperationTable): void {
  const { kind, persistence, typed, parents, partitions, inheritors } = table;
  if (kind === "partitioned" || partitions.length > 0)
    throw refusal(table, "is partitioned", "Change its partitions one by one.");
  if (parents.length > 0 || inheritors.length > 0)
    throw refusal(table, "inherits or is inherited from", "Act on a table that stands alone.");
  if (kind !== "table" || typed || persistence === "temporary")
    throw refusal(table, "is no ordinary table", "Name a table that holds rows of its own.");
}

function refuseDependents(table: OperationTable): void {
  const view = table.views.find(({ kind }) => kind !== "view");
  if (view)
    throw refusal(
      table,
      `is read by the ${view.kind.replace("-", " ")} ${view.ref.name}`,
      "Drop it first, and make it again afterwards.",
    );
  const [fn] = table.functions;
  if (fn)
    throw refusal(
      table,
      `is used by the function ${fn.signature}, whose body is bound to it`,
      "Give it a body in quotes first.",
    );
  const [policy] = table.policiesElsewhere;
  if (policy)
    throw refusal(table, `is read by policy ${policy.name} of ${policy.table.name}`, "Drop the policy first.");
  const [other] = table.others;
  if (other) throw refusal(table, `is used by ${other.what}`, "Free it of that first.");
  const open = table.constraints.find((it) => it.kind === "check" && !it.validated);
  if (open) throw refusal(table, `has the check ${open.name}, which rows may violate`, "Validate it, or drop it.");
}
