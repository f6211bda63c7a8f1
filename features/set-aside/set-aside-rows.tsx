"use client";

import { RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { SetAsideRow } from "#contracts/set-aside.ts";
import { causeText, STATUS_WORDS } from "./set-aside-words.ts";
import type { useSetAside } from "./use-set-aside.ts";

function Row({ row }: { row: SetAsideRow }) {
  return (
    <TableRow>
      <TableCell className="font-mono text-xs break-words">{row.key}</TableCell>
      <TableCell>{STATUS_WORDS[row.status]}</TableCell>
      <TableCell className="hidden text-right nums sm:table-cell">{row.tries}</TableCell>
      <TableCell className="max-w-96 text-xs">
        {row.code ? <code className="mr-1.5">{row.code}</code> : null}
        {causeText(row)}
      </TableCell>
      <TableCell className="hidden text-xs sm:table-cell">
        <RelativeTime at={row.lastAt} />
      </TableCell>
    </TableRow>
  );
}

/** Keys of the rows, page by page. */
export function SetAsideRows({ query }: { query: ReturnType<typeof useSetAside> }) {
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.error && rows.length === 0) return <Alert tone="danger">{query.error.message}</Alert>;
  if (rows.length === 0) return null;
  return (
    <div className="border-t">
      <Table aria-label="Rows that were set aside" isScrolled>
        <TableHeader>
          <tr>
            <TableHead>Key</TableHead>
            <TableHead>Is</TableHead>
            <TableHead className="hidden text-right sm:table-cell">Tries</TableHead>
            <TableHead>Cause</TableHead>
            <TableHead className="hidden sm:table-cell">Last tried</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <Row key={`${row.key} ${row.shardNo}`} row={row} />
          ))}
        </TableBody>
      </Table>
      {query.hasNextPage ? (
        <div className="p-3">
          <Button size="sm" isPending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            More rows
          </Button>
        </div>
      ) : null}
    </div>
  );
}
