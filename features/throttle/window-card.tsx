"use client";

import { CalendarClock, CircleCheck, CirclePause, Plus } from "lucide-react";
import { useId } from "react";
import { ClockTime, RelativeTime } from "#components/data/relative-time.tsx";
import { StateBadge } from "#components/data/state-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type MaintenanceWindow, maintenanceWindow, type Throttle } from "#contracts/throttle.ts";
import { FreezeRow } from "./freeze-row.tsx";
import { OpeningRow } from "./opening-row.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { useDraft } from "./use-draft.ts";
import { useChangeThrottle } from "./use-throttle.ts";

type Opening = MaintenanceWindow["openings"][number];
type Freeze = MaintenanceWindow["freezes"][number];

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = (): readonly string[] => Intl.supportedValuesOf("timeZone");

const EVERY_NIGHT: Opening = { days: [1, 2, 3, 4, 5], from: "22:00", to: "06:00" };
const HOUR_MS = 3_600_000;
const aFreeze = (): Freeze => ({
  from: new Date(Date.now()).toISOString(),
  to: new Date(Date.now() + 24 * HOUR_MS).toISOString(),
  reason: "",
});

const draftOf = (window: MaintenanceWindow | null): MaintenanceWindow =>
  window ?? { timeZone: ownZone(), openings: [], freezes: [] };

/** Without a time in it a window is none. */
const savedAs = (draft: MaintenanceWindow): MaintenanceWindow | null =>
  draft.openings.length === 0 && draft.freezes.length === 0 ? null : draft;

function Standing({ window }: Pick<Throttle, "window">) {
  if (!window)
    return <p className="text-[0.8125rem] text-muted-foreground">No window is set: backfills may always run.</p>;
  return (
    <p className="flex flex-wrap items-center gap-2 text-[0.8125rem]" data-testid="window-standing">
      {window.isOpen ? (
        <StateBadge tone="success" icon={CircleCheck}>
          open
        </StateBadge>
      ) : (
        <StateBadge tone="warning" icon={CirclePause}>
          closed
        </StateBadge>
      )}
      {window.changesAt ? (
        <span>
          {window.isOpen ? "Closes" : "Opens"} <ClockTime at={window.changesAt} />,{" "}
          <RelativeTime at={window.changesAt} />.
        </span>
      ) : (
        <span>No change is ahead.</span>
      )}
    </p>
  );
}

/** When backfills may run on this database. They pause at the edge of a batch and go on by themselves. */
export function WindowCard({ databaseId, throttle }: { databaseId: string; throttle: Throttle }) {
  const zonesId = useId();
  const { draft, isChanged, put, reset } = useDraft(draftOf(throttle.settings.window));
  const change = useChangeThrottle(databaseId);
  const parsed = maintenanceWindow.nullable().safeParse(savedAs(draft));
  const isZone = zones().includes(draft.timeZone) || draft.timeZone === "UTC";
  const isForwards = draft.freezes.every((it) => Date.parse(it.from) < Date.parse(it.to));
  const setOpening = (at: number, opening: Opening | null) =>
    put({ openings: draft.openings.flatMap((it, index) => (index === at ? (opening ?? []) : it)) });
  const setFreeze = (at: number, freeze: Freeze | null) =>
    put({ freezes: draft.freezes.flatMap((it, index) => (index === at ? (freeze ?? []) : it)) });
  return (
    <SettingsSection
      title="Maintenance window"
      description="When backfills may run; they pause and go on by themselves."
      icon={CalendarClock}
      isChanged={isChanged}
      isSavable={parsed.success && isZone && isForwards}
      isPending={change.isPending}
      error={change.error}
      onSave={() => parsed.success && change.mutate({ window: parsed.data }, { onSuccess: reset })}
      onPutBack={reset}
    >
      <Standing window={throttle.window} />
      <FormField
        label="Time zone"
        hint="Its daylight saving time counts."
        error={isZone ? undefined : "No time zone is called that; such as Europe/Berlin"}
      >
        <Input
          list={zonesId}
          value={draft.timeZone}
          onChange={(event) => put({ timeZone: event.target.value.trim() })}
          className="max-w-64"
        />
      </FormField>
      <datalist id={zonesId}>
        {zones().map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className="flex flex-col gap-2">
        <h3 className="text-[0.8125rem] font-medium">Opening times</h3>
        {draft.openings.length === 0 ? (
          <p className="text-xs text-muted-foreground">None: always open, but for the freezes below.</p>
        ) : null}
        {draft.openings.map((opening, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and are only added at the end
          <OpeningRow key={at} opening={opening} onChange={(next) => setOpening(at, next)} />
        ))}
        <Button size="sm" className="self-start" onClick={() => put({ openings: [...draft.openings, EVERY_NIGHT] })}>
          <Plus /> Opening time
        </Button>
      </div>
      <div className="flex flex-col gap-2">
        <h3 className="text-[0.8125rem] font-medium">Freezes</h3>
        {draft.freezes.length === 0 ? (
          <p className="text-xs text-muted-foreground">
            None. In a freeze nothing runs, whatever the opening times say.
          </p>
        ) : null}
        {draft.freezes.map((freeze, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name, and are only added at the end
          <FreezeRow key={at} freeze={freeze} onChange={(next) => setFreeze(at, next)} />
        ))}
        <Button size="sm" className="self-start" onClick={() => put({ freezes: [...draft.freezes, aFreeze()] })}>
          <Plus /> Freeze
        </Button>
      </div>
    </SettingsSection>
  );
}
