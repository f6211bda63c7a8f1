import { Rocket } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Card } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Migration } from "#contracts/migration.ts";
import { RunStateWord } from "./run-state-word.tsx";

export function RolloutHistory({ rollouts }: { rollouts: Migration["rollouts"] }) {
  if (rollouts.length === 0)
    return (
      <Card>
        <EmptyState icon={Rocket} title="Not rolled out yet" isSmall>
          When the plan is approved, start it on a database.
        </EmptyState>
      </Card>
    );
  return (
    <Card>
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>Database</TableHead>
            <TableHead>State</TableHead>
            <TableHead>Started by</TableHead>
            <TableHead className="text-right">When</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rollouts.map((rollout) => (
            <TableRow key={rollout.rolloutId} className="relative">
              <TableCell>
                <Link
                  href={`/rollouts/${rollout.rolloutId}`}
                  className="font-medium after:absolute after:inset-0 hover:underline"
                >
                  {rollout.databaseName}
                </Link>
              </TableCell>
              <TableCell>
                <RunStateWord state={rollout.state} />
              </TableCell>
              <TableCell>{rollout.byName}</TableCell>
              <TableCell className="text-right text-muted-foreground">
                <RelativeTime at={rollout.at} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
