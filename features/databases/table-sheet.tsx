"use client";

import { ByteSize } from "#components/data/byte-size.tsx";
import { CodeBlock } from "#components/data/code-block.tsx";
import { NumberText } from "#components/data/number-text.tsx";
import { Section } from "#components/layout/section.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle } from "#components/ui/sheet.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { TableDetail, TableSummary } from "#contracts/database.ts";
import { QueryRefusal, QuerySkeleton } from "./query-state.tsx";
import { useTable } from "./use-databases.ts";

function Columns({ columns }: Pick<TableDetail, "columns">) {
  return (
    <div className="overflow-hidden rounded-lg border">
      <Table aria-label="Columns">
        <TableHeader>
          <tr>
            <TableHead>Column</TableHead>
            <TableHead>Type</TableHead>
            <TableHead>Default</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {columns.map((it) => (
            <TableRow key={it.name}>
              <TableCell className="font-mono text-xs">{it.name}</TableCell>
              <TableCell>
                <span className="flex flex-wrap items-center gap-1">
                  <code className="text-xs">{it.type}</code>
                  {it.nullable ? null : <Badge>not null</Badge>}
                  {it.identity ? <Badge>identity</Badge> : null}
                  {it.generated ? <Badge>generated</Badge> : null}
                  {it.collation ? <span className="text-xs text-muted-foreground">{it.collation}</span> : null}
                </span>
              </TableCell>
              <TableCell
                className="max-w-56 truncate font-mono text-xs text-muted-foreground"
                title={it.default ?? undefined}
              >
                {it.default ?? "–"}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function Defined({
  name,
  badges,
  definition,
}: {
  name: string;
  badges: readonly (string | false)[];
  definition: string;
}) {
  return (
    <li className="flex min-w-0 flex-col gap-1.5">
      <span className="flex flex-wrap items-center gap-1.5">
        <code className="text-xs font-medium break-all">{name}</code>
        {badges.map((it) => (it ? <Badge key={it}>{it}</Badge> : null))}
      </span>
      <CodeBlock code={definition} label={`Definition of ${name}`} />
    </li>
  );
}

function Detail({ table }: { table: TableDetail }) {
  const none = <p className="text-[0.8125rem] text-muted-foreground">None.</p>;
  return (
    <>
      <Section title={`Columns (${table.columns.length})`}>
        <Columns columns={table.columns} />
      </Section>
      <Section title={`Indexes (${table.indexes.length})`}>
        {table.indexes.length === 0 ? none : null}
        <ul className="flex flex-col gap-3">
          {table.indexes.map((it) => (
            <Defined
              key={it.name}
              name={it.name}
              definition={it.definition}
              badges={[
                it.primary && "primary key",
                it.unique && !it.primary && "unique",
                it.partial && "partial",
                !it.valid && "invalid",
              ]}
            />
          ))}
        </ul>
      </Section>
      <Section title={`Constraints (${table.constraints.length})`}>
        {table.constraints.length === 0 ? none : null}
        <ul className="flex flex-col gap-3">
          {table.constraints.map((it) => (
            <Defined
              key={it.name}
              name={it.name}
              definition={it.definition}
              badges={[it.kind, !it.validated && "not validated"]}
            />
          ))}
        </ul>
      </Section>
      <Section title={`Triggers (${table.triggers.length})`}>
        {table.triggers.length === 0 ? none : null}
        <ul className="flex flex-col gap-3">
          {table.triggers.map((it) => (
            <Defined key={it.name} name={it.name} definition={it.definition} badges={[]} />
          ))}
        </ul>
      </Section>
    </>
  );
}

function Loaded({ databaseId, table }: { databaseId: string; table: TableSummary }) {
  const detail = useTable(databaseId, table.schema, table.name);
  if (detail.error) return <QueryRefusal title="The table could not be read" query={detail} />;
  return detail.data ? <Detail table={detail.data} /> : <QuerySkeleton />;
}

/** Columns, indexes, constraints and triggers of a table, beside the list. */
export function TableSheet({
  databaseId,
  table,
  onClose,
}: {
  databaseId: string;
  table: TableSummary | null;
  onClose: () => void;
}) {
  return (
    <Sheet open={table !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <SheetContent className="gap-6 p-5">
        {table ? (
          <>
            <div>
              <SheetTitle className="pr-10 font-mono text-sm font-semibold break-all">
                {table.schema === null ? table.name : `${table.schema}.${table.name}`}
              </SheetTitle>
              <SheetDescription className="text-xs text-muted-foreground">
                {table.kind}, about <NumberText value={table.rowEstimate} /> rows, <ByteSize bytes={table.bytes} />
              </SheetDescription>
            </div>
            <Loaded databaseId={databaseId} table={table} />
          </>
        ) : null}
      </SheetContent>
    </Sheet>
  );
}
