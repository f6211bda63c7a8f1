import { Alert } from "#components/ui/alert.tsx";

/** Without a worker nothing moves, and nothing else on the page would say so. */
export function WorkersAlert({ workers }: { workers: readonly { readonly name: string }[] }) {
  if (workers.length > 0) return null;
  return (
    <Alert tone="danger" live title="No worker is running">
      Rollouts wait where they are, and nothing is lost. Start one:{" "}
      <code className="text-xs">node workers/main.ts</code>
    </Alert>
  );
}
