import { Page } from "#components/layout/page.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <Page aria-busy>
      <p role="status" className="sr-only">
        Loading
      </p>
      <Skeleton className="h-7 w-56" />
      <div className="grid gap-4 sm:grid-cols-3">
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
      </div>
      <Skeleton className="h-64" />
    </Page>
  );
}
