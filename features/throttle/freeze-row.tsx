"use client";

import { Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import type { MaintenanceWindow } from "#contracts/throttle.ts";
import { isoOfLocal, localOfIso } from "./local-time.ts";

type Freeze = MaintenanceWindow["freezes"][number];

/** A stretch in which nothing runs, in the time zone of who looks. */
export function FreezeRow({ freeze, onChange }: { freeze: Freeze; onChange: (freeze: Freeze | null) => void }) {
  const set = (end: "from" | "to", local: string) => {
    const iso = isoOfLocal(local);
    if (iso) onChange({ ...freeze, [end]: iso });
  };
  const isBackwards = Date.parse(freeze.to) <= Date.parse(freeze.from);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3 py-2">
      <span className="flex flex-wrap items-center gap-1.5 text-[0.8125rem]">
        <Input
          type="datetime-local"
          aria-label="Frozen from, in your time zone"
          value={localOfIso(freeze.from)}
          onChange={(event) => set("from", event.target.value)}
          className="w-52 nums"
        />
        to
        <Input
          type="datetime-local"
          aria-label="Frozen until, in your time zone"
          value={localOfIso(freeze.to)}
          onChange={(event) => set("to", event.target.value)}
          className="w-52 nums"
        />
      </span>
      <Input
        aria-label="Reason of the freeze"
        placeholder="Reason, such as: end of the quarter"
        value={freeze.reason}
        maxLength={280}
        onChange={(event) => onChange({ ...freeze, reason: event.target.value })}
        className="min-w-40 flex-1"
      />
      <Button variant="ghost" size="icon-sm" aria-label="Remove this freeze" onClick={() => onChange(null)}>
        <Trash2 />
      </Button>
      {isBackwards ? <p className="w-full text-xs font-medium text-danger-ink">It ends before it begins.</p> : null}
    </div>
  );
}
