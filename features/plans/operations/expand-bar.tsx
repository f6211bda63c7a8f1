import { useMutation } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Finding } from "#contracts/plan.ts";
import { expandPlan } from "#contracts/plan-expansion.ts";
import { call } from "../../api.ts";

const ASKING = new Set(["operations-not-expanded", "edited-by-hand"]);

/** Where a document names operations whose phases are not theirs (any more): writes them into it. */
export function ExpandBar({
  source,
  databaseId,
  findings,
  onTake,
}: {
  source: string;
  databaseId: string | null;
  findings: readonly Finding[];
  onTake: (source: string) => void;
}) {
  const expand = useMutation({
    mutationFn: (id: string) => call(expandPlan, { body: { source, databaseId: id } }),
    onSuccess: (expanded) => {
      if (expanded.source !== null) onTake(expanded.source);
    },
  });
  const asking = findings.find(({ rule }) => ASKING.has(rule));
  if (!asking) return null;
  const isError = asking.severity === "error";
  const refusal = expand.error?.message ?? (expand.data?.source === null ? expand.data.findings[0]?.message : null);
  return (
    <Alert
      tone={refusal ? "danger" : isError ? "warning" : "info"}
      live
      title={isError ? "The phases of these operations are to be written" : "The phases were edited by hand"}
      actions={
        <Button
          size="sm"
          disabled={databaseId === null}
          isPending={expand.isPending}
          onClick={() => databaseId && expand.mutate(databaseId)}
        >
          <ListChecks />
          {isError ? "Write the phases" : "Write them anew"}
        </Button>
      }
    >
      {refusal ??
        (databaseId === null ? "Choose a database above: they are written from its catalog." : `${asking.message}.`)}
    </Alert>
  );
}
