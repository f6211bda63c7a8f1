import type { OperationTable, OperationTrigger } from "../facts/table-facts.ts";
import type { OperationContext } from "../operation.ts";

/** How a backfill of columns that only Sluice knows goes by the triggers of its table. */
export interface QuietFill {
  /** Fields of the backfill step. */
  readonly fields: { readonly triggers?: "quiet" };
  readonly notes: readonly string[];
}

/**
 * No application writes a row that is filled, so `updated_at`, audits and notifications need not see it (reference: postgres.md, 3.3).
 * For columns that no foreign key checks yet: it would not look. `checked` is a constraint that must look at what the batches write.
 */
export async function quietFill(
  table: OperationTable,
  { catalog }: OperationContext,
  checked: string | null = null,
): Promise<QuietFill> {
  const firing = [...table.triggers.filter((it) => !it.internal), ...table.partitionTriggers].filter(firesOnFill);
  const heard = firing.filter(({ enabled }) => enabled === "origin");
  const name = table.ref.name;
  if (heard.length === 0) {
    const always = firing.filter(({ enabled }) => enabled === "always");
    return {
      fields: {},
      notes: always.length === 0 ? [] : [`The backfill of ${name} fires ${ALL(always)} for each row.`],
    };
  }
  const { isGranted, login, how } = await catalog.quietRight();
  if (checked !== null || !isGranted) {
    const seen = namesOf(firing.filter(({ enabled }) => enabled !== "replica"));
    const why =
      checked === null
        ? `${login} may not keep them quiet. ${how}; then expand the plan anew.`
        : `with them the constraint ${checked} would be quiet, which must look at each row that is copied.`;
    return {
      fields: {},
      notes: [`The backfill of ${name} fires its triggers (${seen}) for each row, as any UPDATE does: ${why}`],
    };
  }
  const still = firing.filter(({ enabled }) => enabled !== "origin");
  const besides =
    still.length === 0 ? "" : ` ENABLE ALWAYS or REPLICA makes ${ALL(still)} fire for each row all the same.`;
  return {
    fields: { triggers: "quiet" },
    notes: [
      `The backfill of ${name} keeps its triggers quiet (${namesOf(heard)}): no application wrote what it writes.${besides}`,
    ],
  };
}

/** UPDATE OF names columns of the table; those that are filled are new. */
const firesOnFill = ({ onUpdate, updateOf, enabled }: OperationTrigger): boolean =>
  onUpdate && updateOf.length === 0 && enabled !== "disabled";

const namesOf = (triggers: readonly OperationTrigger[]): string =>
  [...new Set(triggers.map((it) => it.name))].join(", ");
const ALL = (triggers: readonly OperationTrigger[]): string =>
  `${triggers.length === 1 ? "the trigger" : "the triggers"} ${namesOf(triggers)}`;
