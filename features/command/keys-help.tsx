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
import { PLACES } from "./places.ts";

const OTHERS = [
  { keys: ["Ctrl", "K"], label: "Commands and places" },
  { keys: ["?"], label: "This help" },
  { keys: ["P"], label: "In a rollout: pause" },
  { keys: ["R"], label: "In a rollout: resume" },
];

export function KeysHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const rows = [
    ...OTHERS,
    ...PLACES.map(({ key, label }) => ({ keys: ["G", key.toUpperCase()], label: `Go to ${label.toLowerCase()}` })),
  ];
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-sm">
        <DialogHeader>
          <DialogTitle>Keyboard</DialogTitle>
          <DialogDescription>Keys work while no field has the focus.</DialogDescription>
        </DialogHeader>
        <DialogBody className="gap-0">
          <dl className="divide-y">
            {rows.map(({ keys, label }) => (
              <div key={label} className="flex items-center justify-between gap-4 py-1.5 text-[0.8125rem]">
                <dt>{label}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
