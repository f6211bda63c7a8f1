import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";

interface Question {
  readonly table: Pick<OperationTable, "ref" | "constraints">;
  /** Fails where a row does not fit; `null`: the rows are looked for at once. */
  readonly prove: string | null;
  readonly error: "check_violation" | "foreign_key_violation" | "unique_violation";
  /** Rows that do not fit: what follows FROM, with columns of the table by their bare names. */
  readonly rows: string;
  /** Before and after the rows, which it names by the columns of their key. */
  readonly told: (key: string) => readonly [string, string];
}
const MOST = 10;

/**
 * Statements that stop where rows do not fit, and say which, as no VALIDATE does. They are looked for when it has failed.
 * All rows are read, under a lock that keeps nobody out: that may take as long as it takes, only the wait for the lock may not.
 */
export function toldRows({ table, prove, error, rows, told }: Question, sql: OperationSql): string {
  const names = table.constraints.find((it) => it.kind === "primary-key")?.columns ?? [];
  const columns = names.map((it) => sql.name(it));
  const place = `${sql.table(table.ref)}.ctid`;
  const key =
    columns.length > 1
      ? `'(' || concat_ws(', ', ${columns.join(", ")}) || ')'`
      : `CAST(${columns[0] ?? place} AS text)`;
  const [before, after] = told(names.length > 0 ? names.join(", ") : "ctid");
  const look = `SELECT string_agg(t.key, ', ' ORDER BY t.key) INTO _sluice_told FROM (SELECT ${key} AS key FROM ${rows} LIMIT ${MOST}) t;`;
  const stop = `RAISE EXCEPTION USING ERRCODE = ${sql.text(error)}, MESSAGE = ${sql.text(before)} || coalesce(_sluice_told, '-') || ${sql.text(after)};`;
  const body =
    prove === null
      ? `  ${look}\n  IF _sluice_told IS NOT NULL THEN ${stop} END IF;`
      : `  ${prove};\nEXCEPTION WHEN ${error} THEN\n  ${look}\n  ${stop}`;
  // A column may be called like the variable.
  return `SET LOCAL statement_timeout = 0;\nDO ${dollarQuoted(`\n#variable_conflict use_column\nDECLARE _sluice_told text;\nBEGIN\n${body}\nEND\n`)}`;
}
