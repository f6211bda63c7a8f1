import { randomBytes } from "node:crypto";
import type { Connection } from "../connection.ts";
import { MOST_SAMPLES } from "../data-checks.ts";
import { postgresErrors } from "./postgres-errors.ts";
import type { RowProblem } from "./postgres-row-problem.ts";
import { shownOf } from "./postgres-row-problem.ts";
import type { PageRange } from "./postgres-row-ranges.ts";
import { KEY, rowsSql, SHOWN } from "./postgres-row-source.ts";

export interface RowTally {
  readonly rows: number;
  /** Rows that break the rule, those that raise an error too. */
  readonly offending: number;
  readonly errors: number;
  readonly samples: readonly { readonly key: string; readonly value: string | null }[];
  /** In the server's words, without row contents. */
  readonly firstError: string | null;
}

/**
 * Each row of a range in a subtransaction of its own, on the server: one query for all, and a row that raises an error
 * counts like one that breaks the rule. Writes nothing, so that no transaction number is used.
 */
export async function eachRow(connection: Connection, problem: RowProblem, range: PageRange): Promise<RowTally> {
  await connection.query(blockOf(problem, range));
  const { rows } = await connection.query("SELECT current_setting('sluice.rows') AS found");
  const [n, bad, errors, samples, state, message] = JSON.parse(String(rows[0]?.found)) as [
    number,
    number,
    number,
    readonly (readonly [string, string | null])[],
    string | null,
    string | null,
  ];
  return {
    rows: n,
    offending: bad,
    errors,
    samples: samples.map(([key, value]) => ({ key, value: value === "" ? null : value })),
    firstError: state === null ? null : errorText(state, message ?? ""),
  };
}

function errorText(code: string, message: string): string {
  const told = postgresErrors.describe({ code, message });
  return `${told.message} (${told.code})`;
}

function blockOf(problem: RowProblem, { relation, from, to }: PageRange): string {
  const { rows, shown } = problem;
  const tag = `$sluice_${randomBytes(6).toString("hex")}$`;
  const one = rowsSql(rows, { from: relation, where: `${rows.alias}.ctid = sluice_row.tid`, shown });
  const bare = rowsSql(
    { ...rows, source: { ...rows.source, layers: [] } },
    { from: relation, where: `${rows.alias}.ctid = sluice_row.tid`, shown },
  );
  return `DO ${tag}
#variable_conflict use_column
DECLARE
  sluice_row record; sluice_bad text; sluice_key text; sluice_shown text; sluice_state text; sluice_error text;
  sluice_n bigint := 0; sluice_offending bigint := 0; sluice_errors bigint := 0; sluice_samples jsonb := '[]';
BEGIN
  FOR sluice_row IN SELECT ctid AS tid FROM ${relation} WHERE ctid >= '(${from},0)'::tid AND ctid < '(${to},0)'::tid LOOP
    sluice_n := sluice_n + 1;
    BEGIN
      SELECT q.problem, q.${KEY}, ${shownOf(problem)} INTO sluice_bad, sluice_key, sluice_shown
        FROM (SELECT ${problem.problem} AS problem, ${KEY}, ${SHOWN} FROM ${one}) AS q;
      IF sluice_bad IS NULL THEN CONTINUE; END IF;
    EXCEPTION WHEN OTHERS THEN
      sluice_errors := sluice_errors + 1;
      sluice_state := coalesce(sluice_state, SQLSTATE);
      sluice_error := coalesce(sluice_error, SQLERRM);
      SELECT ${KEY}, ${SHOWN} INTO sluice_key, sluice_shown FROM ${bare};
    END;
    sluice_offending := sluice_offending + 1;
    IF jsonb_array_length(sluice_samples) < ${MOST_SAMPLES} THEN
      sluice_samples := sluice_samples || jsonb_build_array(jsonb_build_array(sluice_key, sluice_shown));
    END IF;
  END LOOP;
  PERFORM set_config('sluice.rows', jsonb_build_array(sluice_n, sluice_offending, sluice_errors, sluice_samples, sluice_state, sluice_error)::text, true);
END ${tag}`;
}
