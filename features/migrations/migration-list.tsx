"use client";

import { FileCode2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { SearchInput } from "#components/data/search-input.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { listMigrations, MigrationSummary } from "#contracts/migration.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { MigrationStateBadge } from "./migration-state-badge.tsx";
import { RunStateWord } from "./run-state-word.tsx";
import { useMigrations } from "./use-migrations.ts";

function MigrationRow({ migration }: { migration: MigrationSummary }) {
  const { lastRollout } = migration;
  return (
    <TableRow className="relative">
      <TableCell>
        <Link
          href={`/migrations/${migration.id}`}
          className="font-medium break-words after:absolute after:inset-0 hover:underline"
        >
          {migration.title}
        </Link>
        <span className="block font-mono text-xs text-muted-foreground">
          {migration.name} <span className="nums">r{migration.revision}</span>
        </span>
      </TableCell>
      <TableCell>
        <MigrationStateBadge state={migration.state} />
      </TableCell>
      <TableCell className="hidden whitespace-nowrap lg:table-cell">{DIALECT_LABELS[migration.engine]}</TableCell>
      <TableCell className="hidden md:table-cell">
        {lastRollout ? (
          <span className="relative z-10 flex flex-wrap items-center gap-x-2 gap-y-1">
            <Link href={`/rollouts/${lastRollout.rolloutId}`} className="hover:underline">
              {lastRollout.databaseName}
            </Link>
            <RunStateWord state={lastRollout.state} />
          </span>
        ) : (
          <span className="text-muted-foreground">not yet</span>
        )}
      </TableCell>
      <TableCell className="hidden whitespace-nowrap lg:table-cell">{migration.authorName}</TableCell>
      <TableCell className="hidden text-right text-muted-foreground sm:table-cell">
        <RelativeTime at={migration.updatedAt} />
      </TableCell>
    </TableRow>
  );
}

const fits = (migration: MigrationSummary, wanted: string) =>
  `${migration.title} ${migration.name} ${migration.authorName}`.toLowerCase().includes(wanted.trim().toLowerCase());

export function MigrationList({ initialData }: { initialData: OperationResponse<typeof listMigrations> }) {
  const [wanted, setWanted] = useState("");
  const { data } = useMigrations(initialData);
  const items = data.items.filter((migration) => fits(migration, wanted));
  if (data.items.length === 0)
    return (
      <Card>
        <EmptyState
          icon={FileCode2}
          title="No migration yet"
          actions={
            <Button asChild variant="primary">
              <Link href="/migrations/new?from=operations">New migration</Link>
            </Button>
          }
        >
          A migration is a plan in five phases: expand, backfill, verify, cut over, contract. Write one, or paste the
          SQL you have and let it be sorted into phases.
        </EmptyState>
      </Card>
    );
  return (
    <div className="flex flex-col gap-3">
      <SearchInput
        aria-label="Find a migration"
        placeholder="Title, name or author"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <Card>
        <Table>
          <TableHeader>
            <TableRow>
              <TableHead>Migration</TableHead>
              <TableHead>State</TableHead>
              <TableHead className="hidden lg:table-cell">Engine</TableHead>
              <TableHead className="hidden md:table-cell">Last rollout</TableHead>
              <TableHead className="hidden lg:table-cell">Author</TableHead>
              <TableHead className="hidden text-right sm:table-cell">Changed</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {items.map((migration) => (
              <MigrationRow key={migration.id} migration={migration} />
            ))}
          </TableBody>
        </Table>
        {items.length === 0 ? (
          <p className="px-4 py-8 text-center text-[0.8125rem] text-muted-foreground">Nothing fits “{wanted}”.</p>
        ) : null}
      </Card>
    </div>
  );
}
