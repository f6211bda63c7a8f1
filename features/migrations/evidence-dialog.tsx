"use client";

import { CodeBlock } from "#components/data/code-block.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { Refusal } from "./refusal.tsx";
import { useEvidence } from "./use-change-migration.ts";

/** In the order of reading; what is not named here is shown under its own name. */
const PARTS: Readonly<Record<string, string>> = {
  plan: "The plan's source",
  targets: "Databases: statements, locks, sizes, findings and schema",
  dryRuns: "Dry runs",
  rollout: "The rollout as it stood",
  trace: "Run on the shadow",
  forecast: "Forecast",
  dataChecks: "Checks on the data",
  policyVersion: "Version of the policy",
};

function partsOf(content: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  const names = [...Object.keys(PARTS), ...Object.keys(content).filter((it) => !(it in PARTS))];
  return names.flatMap((name) => {
    const part = content[name];
    const isEmpty = part == null || (Array.isArray(part) && part.length === 0);
    return isEmpty ? [] : [[name, textOf(part)] as const];
  });
}

/** The plan is read as its author wrote it. */
function textOf(part: unknown): string {
  const source = typeof part === "object" && part !== null && "source" in part ? part.source : null;
  return typeof source === "string" ? source : JSON.stringify(part, null, 2);
}

/** What an approver saw, as it was sealed with the decision. */
export function EvidenceDialog({
  migrationId,
  decisionId,
  onClose,
}: {
  migrationId: string;
  decisionId: string;
  onClose: () => void;
}) {
  const { data, error, isPending } = useEvidence(migrationId, decisionId);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>What was seen</DialogTitle>
          <DialogDescription>
            The plan, the schemas, the findings and the dry runs as they were when this was decided.
          </DialogDescription>
        </DialogHeader>
        <DialogBody>
          <Refusal error={error} />
          {isPending ? <p className="text-[0.8125rem] text-muted-foreground">Opening…</p> : null}
          {data ? (
            <>
              <Alert
                tone={data.intact ? "success" : "danger"}
                title={data.intact ? "Unchanged" : "Not what was sealed"}
              >
                <code className="text-xs break-all nums">SHA-256 {data.sha256}</code>
              </Alert>
              {partsOf(data.content).map(([name, text]) => (
                <details key={name} className="min-w-0">
                  <summary className="w-fit cursor-pointer rounded-sm text-[0.8125rem] font-medium">
                    {PARTS[name] ?? name}
                  </summary>
                  <CodeBlock code={text} language="text" label={PARTS[name] ?? name} />
                </details>
              ))}
            </>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
