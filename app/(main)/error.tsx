"use client";

import { CircleX } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <EmptyState
      isPage
      icon={CircleX}
      title="This page could not be shown"
      className="py-24"
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <Button asChild>
            <Link href="/">Overview</Link>
          </Button>
        </>
      }
    >
      <p>Nothing was changed, and rollouts go on without the page.</p>
      {error.digest ? (
        <p className="mt-1">
          The log names it <code className="text-xs">{error.digest}</code>.
        </p>
      ) : null}
    </EmptyState>
  );
}
