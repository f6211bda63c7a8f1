import type { CompiledFunction } from "../facts/table-facts.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/**
 * Each session keeps the trigger functions in plpgsql that it has run compiled for the types of the row. When a column of the same
 * name has another type, they fail in it until it reconnects: "type of parameter … does not match that when preparing the plan".
 * A function that was altered is compiled anew, so each is given the cost that it has (measured on 15 and 18).
 */
export function twinTriggerFunctions({ table }: Twinning): TwinParts {
  const functions = new Map(table.triggers.flatMap(({ plpgsql }) => (plpgsql ? [[plpgsql.signature, plpgsql]] : [])));
  const all = [...functions.values()];
  return {
    contract: all.filter(({ mayAlter }) => mayAlter).map((it) => at("settings", compiledAnew(it), compiledAnew(it))),
    notes: all
      .filter(({ mayAlter }) => !mayAlter)
      .map(
        (it) =>
          `${it.signature} belongs to another role: sessions that ran it before the type changes can fail at it until they reconnect. Its owner ends that right after: ${compiledAnew(it)}`,
      ),
  };
}

const compiledAnew = ({ signature, cost }: CompiledFunction): string => `ALTER FUNCTION ${signature} COST ${cost}`;
