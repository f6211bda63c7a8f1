import { formatCompact } from "#components/data/figures.ts";
import type { listNames, TableDetail, TableSummary } from "#contracts/database.ts";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { TextRole } from "#contracts/operation-fields.ts";
import type { Suggestion } from "./suggestion.ts";
import { useNames, useTable, useTables } from "./use-catalog.ts";
import { writtenName } from "./written-name.ts";

/** What a field is about. */
export interface Scope {
  readonly databaseId: string | null;
  /** Whose columns and constraints are offered. */
  readonly table: string | null;
  /** Columns of a table that is made only now; `null`: those of `table`. */
  readonly columns: readonly string[] | null;
  /** Whose values are offered. */
  readonly enumType: string | null;
}

const TYPES = ["bigint", "integer", "text", "numeric(12,2)", "boolean", "timestamptz", "date", "uuid", "jsonb"];
const DURATIONS = ["10m", "1h", "24h", "7d"];

const plain = (values: readonly string[]): readonly Suggestion[] => values.map((value) => ({ value }));

/** What may stand in a field, from the live catalog. */
export function useSuggestions(role: TextRole, scope: Scope): readonly Suggestion[] {
  const { databaseId } = scope;
  const tables = useTables(OF_TABLES.has(role) ? databaseId : null);
  const table = useTable(databaseId, OF_TABLE.has(role) ? scope.table : null);
  const names = useNames(OF_NAMES.has(role) ? databaseId : null);
  return OFFERS[role]?.({ scope, tables: tables.data?.items ?? [], table: table.data, names: names.data }) ?? [];
}

interface Found {
  readonly scope: Scope;
  readonly tables: readonly TableSummary[];
  readonly table: TableDetail | undefined;
  readonly names: OperationResponse<typeof listNames> | undefined;
}

const OF_TABLES = new Set<TextRole>(["table"]);
const OF_TABLE = new Set<TextRole>(["column", "constraint", "index"]);
const OF_NAMES = new Set<TextRole>(["enum", "enum-value", "type", "index"]);

const OFFERS: Partial<Record<TextRole, (found: Found) => readonly Suggestion[]>> = {
  table: ({ tables }) =>
    tables.map((it) => ({
      value: writtenName(it),
      detail: it.rowEstimate === null ? it.kind : `${it.kind}, about ${formatCompact(it.rowEstimate)} rows`,
    })),
  column: ({ scope, table }) =>
    scope.columns
      ? plain(scope.columns)
      : (table?.columns ?? []).map(({ name, type }) => ({ value: name, detail: type })),
  constraint: ({ table }) => (table?.constraints ?? []).map(({ name, kind }) => ({ value: name, detail: kind })),
  index: ({ scope, table, names }) =>
    scope.table
      ? (table?.indexes ?? []).map(({ name }) => ({ value: name }))
      : (names?.indexes ?? []).map((it) => ({ value: writtenName(it), detail: `on ${it.table}` })),
  enum: ({ names }) => (names?.enums ?? []).map((it) => ({ value: writtenName(it), detail: it.values.join(", ") })),
  "enum-value": ({ scope, names }) =>
    plain(names?.enums.find((it) => writtenName(it) === scope.enumType)?.values ?? []),
  type: ({ names }) => plain([...TYPES, ...(names?.enums ?? []).map(writtenName)]),
  duration: () => plain(DURATIONS),
};
