import Link from "next/link";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";

export function LinkRefused({ title, children }: { title: string; children: string }) {
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" live title={title}>
        {children}
      </Alert>
      <Button asChild variant="primary" size="lg">
        <Link href="/sign-in">Sign in</Link>
      </Button>
    </div>
  );
}
