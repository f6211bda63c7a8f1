"use client";

import dynamic from "next/dynamic";
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
import { LossesAlert } from "./losses-alert.tsx";

const SourceDiff = dynamic(() => import("./source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

/** What was written by hand goes only when a person has seen it go. */
export function RewriteDialog({
  before,
  after,
  losses,
  onClose,
  onTake,
  takeLabel,
}: {
  before: string;
  /** `null`: closed. */
  after: string | null;
  losses: readonly string[];
  onClose: () => void;
  onTake: () => void;
  takeLabel: string;
}) {
  return (
    <Dialog open={after !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DialogContent className="max-w-4xl">
        <DialogHeader>
          <DialogTitle>What the form changes</DialogTitle>
          <DialogDescription>
            Green is new, red goes. Nothing is saved yet; the revision before is kept.
          </DialogDescription>
        </DialogHeader>
        <DialogBody className="flex flex-col gap-3">
          <LossesAlert losses={losses} />
          {after === null ? null : (
            <SourceDiff before={before} after={after} label="The plan before and after the form" />
          )}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Go on editing</Button>
          <Button variant="danger" onClick={onTake}>
            {takeLabel}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
