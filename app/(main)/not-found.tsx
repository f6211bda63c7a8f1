import { SearchX } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";

export default function NotFound() {
  return (
    <EmptyState
      isPage
      icon={SearchX}
      title="There is nothing here"
      className="py-24"
      actions={
        <Button asChild variant="primary">
          <Link href="/">Overview</Link>
        </Button>
      }
    >
      It was removed, or the address is wrong.
    </EmptyState>
  );
}
