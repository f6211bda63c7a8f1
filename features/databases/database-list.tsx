"use client";

import { Database as DatabaseIcon } from "lucide-react";
import Link from "next/link";
import { ByteSize } from "#components/data/byte-size.tsx";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { NumberText } from "#components/data/number-text.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Database } from "#contracts/database.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { useMay } from "../session/session-provider.tsx";
import { EnvironmentBadge, ReachabilityBadge } from "./database-badges.tsx";
import { useDatabases } from "./use-databases.ts";

const engineOf = (it: Database): string =>
  `${DIALECT_LABELS[it.engine]} ${it.probe ? shortVersion(it.probe.version) : ""}`;
/** `PostgreSQL 18.1 on x86_64…` is `18.1`. */
const shortVersion = (version: string): string => /\d+(\.\d+)*/.exec(version)?.[0] ?? "";

const COLUMNS: readonly DataColumn<Database>[] = [
  {
    id: "name",
    header: "Name",
    value: (it) => it.name,
    cell: (it) => (
      <span className="block min-w-0">
        <Link href={`/databases/${it.id}`} className="rounded-sm font-medium hover:underline">
          {it.name}
        </Link>
        <span className="block max-w-72 truncate text-xs text-muted-foreground" title={it.place}>
          {it.place}
        </span>
      </span>
    ),
  },
  {
    id: "engine",
    header: "Engine",
    value: engineOf,
    cell: (it) => <span className="whitespace-nowrap nums">{engineOf(it)}</span>,
  },
  {
    id: "environment",
    header: "Environment",
    value: (it) => it.environment,
    cell: (it) => <EnvironmentBadge environment={it.environment} />,
  },
  {
    id: "state",
    header: "State",
    value: (it) => (it.unreachable ? "0 unreachable" : "1 reachable"),
    cell: (it) => <ReachabilityBadge database={it} />,
  },
  {
    id: "size",
    header: "Size",
    align: "right",
    from: "lg",
    value: (it) => it.probe?.bytes ?? null,
    cell: (it) => <ByteSize bytes={it.probe?.bytes ?? null} />,
  },
  {
    id: "rollouts",
    header: "Open rollouts",
    align: "right",
    value: (it) => it.activeRollouts,
    cell: (it) => <NumberText value={it.activeRollouts} />,
  },
  {
    id: "checked",
    header: "Checked",
    from: "lg",
    value: (it) => it.checkedAt,
    cell: (it) => (it.checkedAt ? <RelativeTime at={it.checkedAt} /> : "–"),
  },
];

function DatabaseCard(database: Database) {
  return (
    <Link href={`/databases/${database.id}`} className="flex flex-col gap-1.5 px-4 py-3 hover:bg-hover/60">
      <span className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate font-medium">{database.name}</span>
        <ReachabilityBadge database={database} />
      </span>
      <span className="truncate text-xs text-muted-foreground">{database.place}</span>
      <span className="flex flex-wrap items-center gap-2 text-xs">
        <EnvironmentBadge environment={database.environment} />
        {engineOf(database)}
        {database.activeRollouts > 0 ? <span>{database.activeRollouts} open rollouts</span> : null}
      </span>
    </Link>
  );
}

export function DatabaseList({ initial }: { initial: { items: Database[] } }) {
  const { data } = useDatabases(initial);
  const mayRegister = useMay("database.write");
  return (
    <Card aria-label="Databases">
      <DataTable
        label="Databases"
        rows={data.items}
        columns={COLUMNS}
        rowId={(it) => it.id}
        filterLabel="Filter databases"
        initialSorting={[{ id: "name", desc: false }]}
        card={DatabaseCard}
        empty={
          <EmptyState
            icon={DatabaseIcon}
            title="No database is registered"
            actions={
              mayRegister ? (
                <Button asChild variant="primary">
                  <Link href="/databases/new">Register a database</Link>
                </Button>
              ) : null
            }
          >
            {mayRegister
              ? "Paste its URL, look at what Sluice finds there, and save it. Nothing is changed on it."
              : "An operator can register the first one."}
          </EmptyState>
        }
      />
    </Card>
  );
}
