import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationColumn, OperationTable } from "../facts/table-facts.ts";
import { partitionsOf } from "../indexes/partitions-of.ts";
import type { Twinning } from "./twinning.ts";

/** @throws DomainError `unsupported` for what one partition has of its own on the column: the new one gets what its table has. */
export async function refusePartitionExtras(twinning: Twinning): Promise<void> {
  const { table, context, from } = twinning;
  for (const part of await partitionsOf(table, context.catalog)) {
    const extra = extrasOf(part, twinning)[0] ?? settingOf(part, twinning);
    if (extra === undefined) continue;
    throw new DomainError(
      "unsupported",
      `${from}: the partition ${part.ref.name} has ${extra} of its own on the column, which ${table.ref.name} has not. Drop it in a migration before, and make it again after. Nothing was changed.`,
    );
  }
}

function extrasOf(part: OperationTable, { touches }: Twinning): readonly string[] {
  const isOn = ({ columns }: { readonly columns: readonly string[] | null }) => touches(columns ?? []) !== "none";
  const referenced = part.incoming.filter((it) => !it.inherited && touches(it.references?.columns ?? []) !== "none");
  return [
    ...part.indexes.filter((it) => isOn(it) && it.parent === null).map(({ ref }) => `the index ${ref.name}`),
    ...part.constraints.filter((it) => isOn(it) && !it.inherited).map(({ name }) => `the constraint ${name}`),
    ...referenced.map(({ name }) => `a reference by ${name}`),
    ...part.triggers.filter((it) => isOn(it) && !it.internal).map(({ name }) => `the trigger ${name}`),
    ...part.policies.filter(isOn).map(({ name }) => `the policy ${name}`),
    ...part.policiesElsewhere.filter(isOn).map((it) => `a use in the policy ${it.name} of ${it.table.name}`),
    ...part.statistics.filter(isOn).map(({ ref }) => `the statistics ${ref.name}`),
    ...part.publications
      .filter((it) => isOn(it) || it.where !== null)
      .map(({ name }) => `a place in publication ${name}`),
    ...part.views
      .filter(({ reads }) => reads === null || isOn({ columns: reads }))
      .map(({ ref }) => `the view ${ref.name}`),
    ...part.functions.filter(isOn).map(({ signature }) => `a use in ${signature}`),
  ];
}

/** What a partition's column has, and that of its table has not. Comments and rights of a table are not those of its partitions. */
function settingOf(part: OperationTable, { table, touches }: Twinning): string | undefined {
  const own = part.columns.find((it) => {
    const above = table.columns.find(({ name }) => name === it.name);
    if (!above || touches([it.name]) === "none") return false;
    const settings = SETTINGS.some((key) => isSet(it[key]) && JSON.stringify(it[key]) !== JSON.stringify(above[key]));
    return settings || it.comment !== null || it.grants.length > 0;
  });
  return own && "a default, comment, right or setting";
}

const SETTINGS = ["default", "collation", "storage", "compression", "statisticsTarget", "options"] as const;
const isSet = (value: OperationColumn[(typeof SETTINGS)[number]]): boolean =>
  value !== null && (typeof value === "number" || value.length > 0);
