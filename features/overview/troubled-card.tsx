import { Database as DatabaseIcon, HeartPulse, Unplug } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { Database } from "#contracts/database.ts";

/** Databases that cannot be reached: since when and why. */
export function TroubledCard({ troubled, count }: { troubled: readonly Database[]; count: number }) {
  return (
    <Card aria-labelledby="troubled-title">
      <CardHeader>
        <CardTitle id="troubled-title">
          Databases in trouble {troubled.length > 0 ? <Badge tone="danger">{troubled.length}</Badge> : null}
        </CardTitle>
        <Link
          href="/databases"
          className="rounded-sm text-xs text-muted-foreground hover:text-foreground hover:underline"
        >
          {count === 1 ? "1 registered" : `${count} registered`}
        </Link>
      </CardHeader>
      {troubled.length === 0 ? (
        <TroubleFree count={count} />
      ) : (
        <ul className="divide-y">
          {troubled.map((database) => (
            <li key={database.id}>
              <Link
                href={`/databases/${database.id}`}
                className="flex items-start gap-3 px-4 py-3 transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
              >
                <span className="mt-0.5 grid size-7 shrink-0 place-content-center rounded-md bg-danger-soft text-danger-ink">
                  <Unplug aria-hidden className="size-4" />
                </span>
                <span className="min-w-0">
                  <span className="block font-medium break-words">{database.name}</span>
                  {database.unreachable ? (
                    <span className="block text-xs break-words text-muted-foreground">
                      Unreachable since <RelativeTime at={database.unreachable.since} />: {database.unreachable.reason}
                    </span>
                  ) : null}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function TroubleFree({ count }: { count: number }) {
  if (count > 0) {
    return (
      <EmptyState isSmall icon={HeartPulse} title={count === 1 ? "Your database answers" : "All databases answer"}>
        One that cannot be reached shows up here, with since when and why.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      isSmall
      icon={DatabaseIcon}
      title="No database is registered"
      actions={
        <Button asChild size="sm" variant="primary">
          <Link href="/databases/new">Register a database</Link>
        </Button>
      }
    >
      Migrations run on databases that Sluice knows.
    </EmptyState>
  );
}
