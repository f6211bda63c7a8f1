"use client";

import { Table2 } from "lucide-react";
import { useMemo, useState } from "react";
import { ByteSize } from "#components/data/byte-size.tsx";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { NumberText } from "#components/data/number-text.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { TableSummary } from "#contracts/database.ts";
import { QueryRefusal, QuerySkeleton } from "./query-state.tsx";
import { TableSheet } from "./table-sheet.tsx";
import { useTables } from "./use-databases.ts";

const nameOf = (it: TableSummary): string => (it.schema === null ? it.name : `${it.schema}.${it.name}`);

function columnsWith(open: (table: TableSummary) => void): readonly DataColumn<TableSummary>[] {
  return [
    {
      id: "name",
      header: "Table",
      value: nameOf,
      cell: (it) => (
        <Button variant="link" className="font-mono text-xs" onClick={() => open(it)}>
          <span>
            {it.schema === null ? null : <span className="text-muted-foreground">{it.schema}.</span>}
            {it.name}
          </span>
        </Button>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      from: "md",
      value: (it) => it.kind,
      cell: (it) => <span className="text-muted-foreground">{it.kind}</span>,
    },
    {
      id: "rows",
      header: "Rows, about",
      align: "right",
      value: (it) => it.rowEstimate,
      cell: (it) => <NumberText value={it.rowEstimate} />,
    },
    {
      id: "size",
      header: "Size",
      align: "right",
      value: (it) => it.bytes,
      cell: (it) => <ByteSize bytes={it.bytes} />,
    },
    {
      id: "analyzed",
      header: "Last analyze",
      from: "sm",
      value: (it) => it.lastAnalyzedAt,
      cell: (it) =>
        it.lastAnalyzedAt ? (
          <RelativeTime at={it.lastAnalyzedAt} />
        ) : (
          <span className="text-muted-foreground">not known</span>
        ),
    },
  ];
}

/** Read from the database itself, now. */
export function TablesCard({ databaseId }: { databaseId: string }) {
  const tables = useTables(databaseId);
  const [opened, setOpened] = useState<TableSummary | null>(null);
  const columns = useMemo(() => columnsWith(setOpened), []);
  return (
    <Card aria-label="Tables">
      {tables.error ? <QueryRefusal title="The tables could not be read" query={tables} /> : null}
      {tables.isPending ? <QuerySkeleton /> : null}
      {tables.data ? (
        <DataTable
          label="Tables"
          rows={tables.data.items}
          columns={columns}
          rowId={nameOf}
          filterLabel="Filter tables"
          initialSorting={[{ id: "size", desc: true }]}
          empty={
            <EmptyState icon={Table2} title="There are no tables" isSmall>
              Or none that this user may see.
            </EmptyState>
          }
        />
      ) : null}
      <TableSheet databaseId={databaseId} table={opened} onClose={() => setOpened(null)} />
    </Card>
  );
}
