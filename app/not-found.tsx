import { SearchX } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center">
      <EmptyState
        isPage
        icon={SearchX}
        title="There is nothing here"
        actions={
          <Button asChild variant="primary">
            <Link href="/">Overview</Link>
          </Button>
        }
      >
        The address is wrong, or what it named was removed.
      </EmptyState>
    </main>
  );
}
