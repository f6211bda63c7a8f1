"use client";

import { type ReactNode, useState } from "react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Migration } from "#contracts/migration.ts";
import { useRevision } from "./use-plan.ts";

/** The revisions of a migration; two of them can be compared. */
export function RevisionList({
  migration,
  compare,
}: {
  migration: Migration;
  /** Draws the difference of two texts. */
  compare: (before: string, after: string, label: string) => ReactNode;
}) {
  const revisions = migration.revisions.toSorted((a, b) => b.number - a.number);
  const [from, setFrom] = useState<number | null>(revisions[1]?.number ?? null);
  const [to, setTo] = useState<number | null>(revisions[0]?.number ?? null);
  const before = useRevision(migration.id, from);
  const after = useRevision(migration.id, to);
  return (
    <div className="flex flex-col gap-4">
      <Card>
        <Table>
          <TableHeader>
            <TableRow>
              <TableHead>Revision</TableHead>
              <TableHead>Digest</TableHead>
              <TableHead>By</TableHead>
              <TableHead>When</TableHead>
              {revisions.length > 1 ? (
                <>
                  <TableHead className="text-center">Compare</TableHead>
                  <TableHead className="text-center">with</TableHead>
                </>
              ) : null}
            </TableRow>
          </TableHeader>
          <TableBody>
            {revisions.map((revision) => (
              <TableRow key={revision.number}>
                <TableCell className="font-medium nums">{revision.number}</TableCell>
                <TableCell>
                  <code className="text-xs nums" title={revision.digest}>
                    {revision.digest.slice(0, 12)}
                  </code>
                </TableCell>
                <TableCell>{revision.authorName}</TableCell>
                <TableCell className="text-muted-foreground">
                  <RelativeTime at={revision.at} />
                </TableCell>
                {revisions.length > 1 ? (
                  <>
                    <Pick name="from" number={revision.number} chosen={from} onChoose={setFrom} />
                    <Pick name="to" number={revision.number} chosen={to} onChoose={setTo} />
                  </>
                ) : null}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
      {from !== null && to !== null && before.data && after.data ? (
        <Card>
          <CardHeader>
            <CardTitle className="nums">{from === to ? `Revision ${to}` : `From revision ${from} to ${to}`}</CardTitle>
          </CardHeader>
          {compare(before.data.source, after.data.source, `Difference of revisions ${from} and ${to}`)}
        </Card>
      ) : null}
    </div>
  );
}

function Pick({
  name,
  number,
  chosen,
  onChoose,
}: {
  name: "from" | "to";
  number: number;
  chosen: number | null;
  onChoose: (number: number) => void;
}) {
  return (
    <TableCell className="text-center">
      <input
        type="radio"
        name={`compare-${name}`}
        aria-label={name === "from" ? `Compare revision ${number}` : `With revision ${number}`}
        checked={chosen === number}
        onChange={() => onChoose(number)}
        className="size-4 accent-primary"
      />
    </TableCell>
  );
}
