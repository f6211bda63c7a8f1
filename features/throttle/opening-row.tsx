"use client";

import { Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Input } from "#components/ui/input.tsx";
import { PlainButton } from "#components/ui/plain-button.tsx";
import type { MaintenanceWindow } from "#contracts/throttle.ts";

type Opening = MaintenanceWindow["openings"][number];

const DAYS = [
  { day: 1, short: "Mo", name: "Monday" },
  { day: 2, short: "Tu", name: "Tuesday" },
  { day: 3, short: "We", name: "Wednesday" },
  { day: 4, short: "Th", name: "Thursday" },
  { day: 5, short: "Fr", name: "Friday" },
  { day: 6, short: "Sa", name: "Saturday" },
  { day: 7, short: "Su", name: "Sunday" },
] as const;

/** Days on which it opens, from when to when; an end before the beginning is on the next day. */
export function OpeningRow({ opening, onChange }: { opening: Opening; onChange: (opening: Opening | null) => void }) {
  const toggle = (day: number) => {
    const days = opening.days.includes(day) ? opening.days.filter((it) => it !== day) : [...opening.days, day];
    onChange({ ...opening, days: days.toSorted((a, b) => a - b) });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3 py-2">
      <fieldset className="flex gap-0.5">
        <legend className="sr-only">Days</legend>
        {DAYS.map(({ day, short, name }) => (
          <PlainButton
            key={day}
            aria-label={name}
            aria-pressed={opening.days.includes(day)}
            onClick={() => toggle(day)}
            className={cn(
              "h-7 w-8 rounded-sm border text-xs font-medium disabled:opacity-60",
              opening.days.includes(day)
                ? "border-primary bg-primary text-primary-foreground"
                : "bg-card text-muted-foreground hover:bg-hover",
            )}
          >
            {short}
          </PlainButton>
        ))}
      </fieldset>
      <span className="flex items-center gap-1.5 text-[0.8125rem]">
        <Input
          type="time"
          aria-label="Opens at"
          value={opening.from}
          onChange={(event) => onChange({ ...opening, from: event.target.value })}
          className="w-34 nums"
        />
        to
        <Input
          type="time"
          aria-label="Closes at"
          value={opening.to}
          onChange={(event) => onChange({ ...opening, to: event.target.value })}
          className="w-34 nums"
        />
      </span>
      {opening.to <= opening.from ? <span className="text-xs text-muted-foreground">on the next day</span> : null}
      {opening.days.length === 0 ? <span className="text-xs font-medium text-danger-ink">Choose a day</span> : null}
      <Button
        variant="ghost"
        size="icon-sm"
        className="ml-auto"
        aria-label="Remove this opening time"
        onClick={() => onChange(null)}
      >
        <Trash2 />
      </Button>
    </div>
  );
}
