"use client";

import dynamic from "next/dynamic";
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
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Finding } from "#contracts/plan.ts";
import { useSaferForm } from "./use-safer-form.ts";

const SourceDiff = dynamic(() => import("./source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

/** The plan before and after a safer form. It is taken only when a person has seen the difference. */
export function SaferFormDialog({
  source,
  finding,
  onClose,
  onTake,
  takeLabel,
  isTaking,
  refusal,
}: {
  source: string;
  /** `null`: closed. */
  finding: Finding | null;
  onClose: () => void;
  onTake: (source: string) => void;
  takeLabel: string;
  isTaking: boolean;
  /** Why it was not taken. */
  refusal?: string | null;
}) {
  const form = useSaferForm(source, finding);
  const problem = refusal ?? form.error?.message;
  return (
    <Dialog open={finding !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent className="max-w-4xl">
        <DialogHeader>
          <DialogTitle>{form.data?.title ?? "The safer form"}</DialogTitle>
          <DialogDescription>
            Green is new, red goes. Only this step and what it needs are changed; the plan is checked again afterwards.
          </DialogDescription>
        </DialogHeader>
        <DialogBody>
          {problem ? (
            <Alert tone="danger" live title="It was not applied">
              {problem}
            </Alert>
          ) : null}
          {form.data ? (
            <SourceDiff before={source} after={form.data.source} label="The plan before and after the safer form" />
          ) : form.isPending && !problem ? (
            <Skeleton className="h-40" />
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            variant="primary"
            disabled={!form.data}
            isPending={isTaking}
            onClick={() => form.data && onTake(form.data.source)}
          >
            {takeLabel}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
