import type { TableRef } from "#core/engines/introspector.ts";
import type { EnumFunction, OperationContext } from "../operation.ts";
import { rightsOf } from "../sql/rights-of.ts";
import { spareName } from "../sql/spare-name.ts";

/** Functions that have an enum in their signature, when another type takes its name. */
export interface EnumFunctions {
  /** Before the types change names: the old ones go out of the way, since a call with a literal would fit both. */
  readonly away: readonly string[];
  /** After the types have their names back. */
  readonly backAgain: readonly string[];
  /** Under the name of the old type the same text now means the new one. */
  readonly make: readonly string[];
  readonly drop: readonly string[];
  readonly last: readonly string[];
  readonly notes: readonly string[];
}

export function enumFunctions(functions: readonly EnumFunction[], context: OperationContext): EnumFunctions {
  const { sql } = context;
  const spareOf = ({ ref, signature }: EnumFunction): Required<TableRef> => ({
    schema: ref.schema,
    name: spareName(context, "f", signature),
  });
  return {
    away: functions.map((it) => `ALTER ROUTINE ${it.signature} RENAME TO ${sql.name(spareOf(it).name)}`),
    backAgain: functions.map((it) => `ALTER ROUTINE ${sql.table(spareOf(it))} RENAME TO ${sql.name(it.ref.name)}`),
    make: functions.flatMap((it) => [
      it.definition.trimEnd(),
      `ALTER ROUTINE ${it.signature} OWNER TO ${it.owner}`,
      ...rightsOf(`ROUTINE ${it.signature}`, it),
      ...(it.comment === null ? [] : [`COMMENT ON ROUTINE ${it.signature} IS ${sql.text(it.comment)}`]),
    ]),
    drop: functions.toReversed().map((it) => `DROP ROUTINE ${it.signature}`),
    last: functions.map((it) => `DROP ROUTINE ${sql.table(spareOf(it))}`),
    notes:
      functions.length === 0
        ? []
        : [
            `${functions.map((it) => it.signature).join(", ")} ${functions.length === 1 ? "has" : "have"} the type in the signature, and will be made again with the new one in the contract transaction. A function that only names the type in its text keeps the old one in sessions that have called it before: let clients connect anew after contract.`,
          ],
  };
}
