"use client";

import { ScrollText } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type AuditFilter, filterOf, queryOf } from "./audit-filter.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditRow } from "./audit-row.tsx";
import { useAudit } from "./use-audit.ts";

/** Who did what, newest first. The filter stands in the address, so that a view can be sent to somebody. */
export function AuditLog() {
  const search = useSearchParams();
  const path = usePathname();
  const filter = filterOf(search);
  const audit = useAudit(filter);
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (next: AuditFilter) => window.history.replaceState(null, "", path + queryOf(next));
  return (
    <Card aria-label="Activity">
      <AuditFilters filter={filter} onChange={change} />
      {audit.error ? (
        <div className="p-4">
          <Alert tone="danger" live title="The activity could not be read">
            {audit.error.message}
          </Alert>
        </div>
      ) : null}
      {audit.isPending ? (
        <div aria-busy className="flex flex-col gap-4 p-4">
          <Skeleton />
          <Skeleton className="w-4/5" />
          <Skeleton className="w-3/5" />
        </div>
      ) : null}
      {audit.data && entries.length === 0 ? (
        <EmptyState
          icon={ScrollText}
          title={queryOf(filter) === "" ? "Nothing has happened yet" : "Nothing matches the filter"}
        >
          Every change is written down here: who, what, before, after, when and from where.
        </EmptyState>
      ) : null}
      <ul aria-label="Entries, newest first" className="divide-y">
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {audit.hasNextPage ? (
        <div className="flex justify-center border-t p-3">
          <Button isPending={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            Show older
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
