"use client";

import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type Backfill, backfillSettings } from "#contracts/rollout.ts";
import { changedSettings, changeText, type SettingName, type Settings, settingText } from "./settings-change.ts";
import { OwnNumber, StepSlider } from "./tune-fields.tsx";
import { useTune } from "./use-tune.ts";

const PAUSE_STEPS_MS = [0, 10, 25, 50, 100, 200, 350, 500, 750, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
const SPEED_STEPS = Array.from({ length: 20 }, (_, index) => (index + 1) * 5);

/** What was typed and not saved yet; a field that is not in it shows what is saved, whoever saved it. */
type Draft = Partial<Record<SettingName, string | number | null>>;

const numberOf = (typed: string | number | null): number | null =>
  typed === null ? null : typed === "" ? Number.NaN : Number(typed);

/** The settings as they would be, or which field is wrong. */
function wantedOf(settings: Settings, draft: Draft): { wanted: Settings | null; wrong: ReadonlySet<string> } {
  const typed = Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, numberOf(value)]));
  const parsed = backfillSettings.safeParse({ ...settings, ...typed });
  if (parsed.success) return { wanted: parsed.data, wrong: new Set() };
  return { wanted: null, wrong: new Set(parsed.error.issues.map((issue) => String(issue.path[0]))) };
}

/** What the worker goes by: all of it holds from the next batch on. */
export function TuneForm({
  rolloutId,
  backfill,
  isEnabled,
}: {
  rolloutId: string;
  backfill: Backfill;
  isEnabled: boolean;
}) {
  const { settings, slices } = backfill;
  const [draft, setDraft] = useState<Draft>({});
  const tune = useTune(rolloutId, backfill.id);
  const { wanted, wrong } = wantedOf(settings, draft);
  const change = wanted ? changedSettings(settings, wanted) : {};
  const isChanged = Object.keys(change).length > 0;
  const put = (name: SettingName, value: string | number | null) => setDraft((now) => ({ ...now, [name]: value }));
  const shown = (name: SettingName) => (draft[name] === undefined ? settings[name] : draft[name]);
  return (
    <form
      aria-label="Speed and size"
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isChanged) return;
        tune.tune(settings, change);
        setDraft({});
      }}
    >
      <fieldset disabled={!isEnabled} className="grid gap-x-8 gap-y-5 sm:grid-cols-2 lg:grid-cols-3">
        <StepSlider
          label="Speed"
          steps={SPEED_STEPS}
          value={Number(shown("speed"))}
          write={(value) => `${value} %`}
          hint="Share of the time in which a slice works; signals can only lower it. At 100 % batches are longer as well."
          isEnabled={isEnabled}
          onChange={(value) => put("speed", value)}
        />
        <StepSlider
          label="Pause between batches"
          steps={PAUSE_STEPS_MS}
          value={Number(shown("pauseMs"))}
          write={(value) => settingText("pauseMs", value)}
          hint="Longer pauses leave the database more room."
          isEnabled={isEnabled}
          onChange={(value) => put("pauseMs", value)}
        />
        <FormField
          label="Stop after set-aside rows"
          hint="Rows that cannot be written are set aside; after this many the backfill stops."
          error={wrong.has("skipLimit") ? "From 0 to 100,000 rows" : undefined}
        >
          <Input
            type="number"
            inputMode="numeric"
            min={0}
            max={100_000}
            value={String(shown("skipLimit"))}
            disabled={!isEnabled}
            onChange={(event) => put("skipLimit", event.target.value)}
            className="max-w-40 nums"
          />
        </FormField>
        <OwnNumber
          label="Rows a batch"
          auto="Size batches by how long they take"
          text={String(shown("batchSize") ?? "")}
          isAuto={shown("batchSize") === null}
          placeholder={backfill.batchSize === null ? "by itself" : `${backfill.batchSize} just now`}
          min={10}
          max={50_000}
          error={wrong.has("batchSize") ? "From 10 to 50,000 rows" : undefined}
          isEnabled={isEnabled}
          onText={(text) => put("batchSize", text)}
          onAuto={(isAuto) => put("batchSize", isAuto ? null : String(backfill.batchSize ?? 1000))}
        />
        <OwnNumber
          label="Slices at once"
          auto="As many as the database bears"
          text={String(shown("maxSlices") ?? "")}
          isAuto={shown("maxSlices") === null}
          placeholder={slices.allowed === 0 ? "by itself" : `${slices.allowed} just now`}
          min={1}
          max={64}
          error={wrong.has("maxSlices") ? "From 1 to 64" : undefined}
          isEnabled={isEnabled}
          onText={(text) => put("maxSlices", text)}
          onAuto={(isAuto) => put("maxSlices", isAuto ? null : String(Math.max(1, slices.allowed)))}
        />
      </fieldset>
      <Actions
        isDirty={isChanged || wrong.size > 0}
        isSavable={isChanged}
        isPending={tune.isPending}
        what={changeText(settings, change)}
        onPutBack={() => setDraft({})}
      />
      {tune.last && !isChanged ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted-foreground">
          <span>Last change: {changeText(tune.last.before, tune.last.change)}</span>
          <Button size="xs" isPending={tune.isPending} onClick={() => tune.undo(settings)}>
            <Undo2 /> Undo it
          </Button>
        </p>
      ) : null}
    </form>
  );
}

function Actions({
  isDirty,
  isSavable,
  isPending,
  what,
  onPutBack,
}: {
  isDirty: boolean;
  isSavable: boolean;
  isPending: boolean;
  what: string;
  onPutBack: () => void;
}) {
  if (!isDirty && !isPending) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" size="sm" isPending={isPending} disabled={!isSavable}>
        Save, from the next batch on
      </Button>
      <Button size="sm" onClick={onPutBack}>
        Put back
      </Button>
      <span className="text-xs text-muted-foreground">{what}</span>
    </div>
  );
}
