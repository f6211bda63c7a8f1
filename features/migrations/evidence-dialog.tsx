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
              {Object.entries(data.content)
                .filter(([, part]) => part !== null)
                .map(([name, part]) => (
                  <details key={name} className="min-w-0">
                    <summary className="w-fit cursor-pointer rounded-sm text-[0.8125rem] font-medium">{name}</summary>
                    <CodeBlock code={JSON.stringify(part, null, 2)} language="text" label={`Evidence: ${name}`} />
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
