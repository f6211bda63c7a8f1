"use client";

import {
  type ColumnDef,
  columnFilteringFeature,
  createFilteredRowModel,
  createSortedRowModel,
  filterFn_includesString,
  globalFilteringFeature,
  type Header,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { PlainButton } from "#components/ui/plain-button.tsx";
import { cn } from "../ui/cn.ts";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table.tsx";
import { SearchInput } from "./search-input.tsx";

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns: { includesString: filterFn_includesString },
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});
type Features = typeof features;

export interface DataColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** What the column sorts and filters by. Without it the column does neither. */
  readonly value?: (row: Row) => string | number | null;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "right";
  /** Left out on narrower screens. */
  readonly from?: "sm" | "md" | "lg";
  readonly className?: string;
}

const widths = { sm: "hidden sm:table-cell", md: "hidden md:table-cell", lg: "hidden lg:table-cell" } as const;
const look = <Row,>(column: DataColumn<Row> | undefined): string =>
  cn(column?.align === "right" && "text-right nums", column?.from && widths[column.from], column?.className);

function columnDef<Row extends object>(column: DataColumn<Row>, isNumeric: boolean): ColumnDef<Features, Row> {
  const base = { id: column.id, header: column.header };
  const { value } = column;
  if (!value) return { ...base, enableSorting: false, enableGlobalFilter: false };
  return {
    ...base,
    // `undefined` goes last whichever way a column is sorted.
    accessorFn: (row) => value(row) ?? undefined,
    sortFn: isNumeric ? "basic" : "alphanumeric",
    sortUndefined: "last",
  };
}

function SortHeader<Row extends object>({ header }: { header: Header<Features, Row> }) {
  const label = String(header.column.columnDef.header ?? "");
  if (!header.column.getCanSort()) return label || <span className="sr-only">Actions</span>;
  const sorted = header.column.getIsSorted();
  const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown;
  return (
    <PlainButton
      onClick={header.column.getToggleSortingHandler()}
      className={cn("inline-flex items-center gap-1 rounded-sm hover:text-foreground", sorted && "text-foreground")}
    >
      {label}
      <Icon aria-hidden className={cn("size-3", !sorted && "opacity-50")} />
    </PlainButton>
  );
}

/**
 * Rows with columns that sort and a box that filters. On narrow screens each row is a `card`, where one is given.
 * `columns` should be stable: a constant of the module or a memo.
 */
export function DataTable<Row extends object>({
  label,
  rows,
  columns,
  rowId,
  empty,
  filterLabel,
  initialSorting = [],
  card,
  toolbar,
}: {
  label: string;
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  rowId: (row: Row) => string;
  /** Stands in place of a table without rows. */
  empty: ReactNode;
  /** "Filter tables": shows the box. */
  filterLabel?: string;
  initialSorting?: SortingState;
  card?: (row: Row) => ReactNode;
  toolbar?: ReactNode;
}) {
  const [sorting, setSorting] = useState<SortingState>(initialSorting);
  const [globalFilter, setGlobalFilter] = useState("");
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const defs = useMemo(
    () =>
      columns.map((it) =>
        columnDef(
          it,
          rows.some((row) => typeof it.value?.(row) === "number"),
        ),
      ),
    [columns, rows],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable<Features, Row>({
    features,
    columns: defs,
    data,
    getRowId: rowId,
    globalFilterFn: "includesString",
    getColumnCanGlobalFilter: (column) => byId.get(column.id)?.value !== undefined,
    state: { sorting, globalFilter },
    onSortingChange: setSorting,
    onGlobalFilterChange: setGlobalFilter,
  });
  const shown = table.getRowModel().rows;
  const bar =
    filterLabel || toolbar ? (
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        {filterLabel ? (
          <SearchInput
            aria-label={filterLabel}
            placeholder={filterLabel}
            value={globalFilter}
            onChange={(event) => setGlobalFilter(event.target.value)}
          />
        ) : null}
        {toolbar}
      </div>
    ) : null;
  if (rows.length === 0) return empty;
  return (
    <div data-slot="data-table" className="min-w-0">
      {bar}
      {card ? (
        <ul aria-label={label} className="divide-y md:hidden">
          {shown.map((row) => (
            <li key={row.id}>{card(row.original)}</li>
          ))}
        </ul>
      ) : null}
      <div className={cn(card && "hidden md:block")}>
        <Table aria-label={label}>
          <TableHeader>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  return (
                    <TableHead
                      key={header.id}
                      className={look(byId.get(header.column.id))}
                      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                    >
                      <SortHeader header={header} />
                    </TableHead>
                  );
                })}
              </tr>
            ))}
          </TableHeader>
          <TableBody>
            {shown.map((row) => (
              <TableRow key={row.id}>
                {columns.map((column) => (
                  <TableCell key={column.id} className={look(column)}>
                    {column.cell(row.original)}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      {shown.length === 0 ? (
        <p role="status" className="px-4 py-8 text-center text-muted-foreground">
          Nothing matches “{globalFilter}”.
        </p>
      ) : null}
    </div>
  );
}
