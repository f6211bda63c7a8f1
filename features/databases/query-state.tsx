"use client";

import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** What a target did not answer, with another try. */
export function QueryRefusal({
  title,
  query,
}: {
  title: string;
  query: { readonly error: Error | null; readonly isFetching: boolean; refetch(): unknown };
}) {
  return (
    <div className="p-4">
      <Alert
        tone="danger"
        live
        title={title}
        actions={
          <Button size="sm" isPending={query.isFetching} onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      >
        {query.error?.message}
      </Alert>
    </div>
  );
}

const WIDTHS = ["w-3/5", "w-4/5", "w-2/5", "w-3/4"] as const;

export function QuerySkeleton() {
  return (
    <div className="flex flex-col gap-4 p-4" aria-busy>
      {WIDTHS.map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  );
}
