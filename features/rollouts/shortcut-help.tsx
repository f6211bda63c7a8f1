"use client";

import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

const SHORTCUTS = [
  { key: "P", does: "Pause after the batch or statement in flight" },
  { key: "R", does: "Resume; after a failure you are asked first" },
  { key: "?", does: "This help" },
  { key: "Ctrl K", does: "Commands and places of the whole of Sluice" },
] as const;

export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-md">
        <DialogHeader>
          <DialogTitle>Keys</DialogTitle>
          <DialogDescription>In the control room.</DialogDescription>
        </DialogHeader>
        <DialogBody>
          <dl className="flex flex-col gap-2.5">
            {SHORTCUTS.map(({ key, does }) => (
              <div key={key} className="flex items-center gap-4">
                <dt className="w-16 shrink-0">
                  <Kbd>{key}</Kbd>
                </dt>
                <dd className="text-[0.8125rem]">{does}</dd>
              </div>
            ))}
          </dl>
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
