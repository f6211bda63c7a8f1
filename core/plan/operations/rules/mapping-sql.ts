import { differs } from "#core/engines/postgres/postgres-comparison.ts";
import { inParentheses } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import type { Mapping, Place } from "./table-rules.ts";

type Names = Pick<OperationSql, "name">;
/** Which of its names a column has: until contract, or from then on. */
export type Side = "now" | "after";

export const functionOf = ({ functionName }: Pick<Mapping, "functionName">, sql: Names): string =>
  `sluice.${sql.name(functionName)}`;

/**
 * The body is parsed at creation: an unknown name or a wrong type fails here and not in a client's write, and no search_path
 * of a client changes what it means. Volatile by default, so that the planner may inline it.
 */
export function createMapping(mapping: Mapping, sql: Names): readonly string[] {
  const { inputs, target, expression } = mapping;
  const parameters = inputs.map((it) => `${sql.name(it.parameter)} ${it.type}`).join(", ");
  const name = functionOf(mapping, sql);
  return [
    `CREATE FUNCTION ${name}(${parameters}) RETURNS ${target.type} LANGUAGE sql RETURN ${inParentheses(expression)}`,
    `GRANT EXECUTE ON FUNCTION ${name}(${typesOf(mapping)}) TO PUBLIC`,
  ];
}
/** Without its arguments: their types may have other names by then. */
export const dropMapping = (mapping: Mapping, sql: Names): string => `DROP FUNCTION ${functionOf(mapping, sql)}`;

const typesOf = ({ inputs }: Mapping): string => inputs.map((it) => it.type).join(", ");

/** The call over a row: `NEW`, `OLD`, or none for the columns of a query. */
export function callOf(mapping: Mapping, sql: Names, { row, side = "now" }: { row: string; side?: Side }): string {
  const prefix = row === "" ? "" : `${row}.`;
  const call = `${functionOf(mapping, sql)}(${mapping.inputs.map((it) => prefix + sql.name(it[side])).join(", ")})`;
  // A function's result has no length or scale; what is stored has.
  return /\(\d/.test(mapping.target.type) ? `CAST(${call} AS ${mapping.target.type})` : call;
}

export const isChanged = (place: Place, sql: Names, side: Side = "now"): string =>
  `(${differs(`NEW.${sql.name(place[side])}`, `OLD.${sql.name(place[side])}`, place.type)})`;

/** Whether a row's column is not what its mapping gives. */
export const isOff = (mapping: Mapping, sql: Names, row: string): string =>
  `(${differs(`${row === "" ? "" : `${row}.`}${sql.name(mapping.target.now)}`, callOf(mapping, sql, { row }), mapping.target.type)})`;

export const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? conditions.join("") : conditions.length === 0 ? "false" : `(${conditions.join(" OR ")})`;
export const allOf = (conditions: readonly string[]): string =>
  conditions.length === 1 ? conditions.join("") : conditions.length === 0 ? "true" : `(${conditions.join(" AND ")})`;
