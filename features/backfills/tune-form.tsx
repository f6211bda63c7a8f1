"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Label } from "#components/ui/label.tsx";
import { Slider } from "#components/ui/slider.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { type Backfill, backfillSettings, tuneBackfill } from "#contracts/rollout.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

const PAUSE_STEPS_MS = [0, 10, 25, 50, 100, 200, 350, 500, 750, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
const nearestStep = (pauseMs: number) =>
  PAUSE_STEPS_MS.reduce((best, step, at) => {
    const bestStep = PAUSE_STEPS_MS[best] ?? 0;
    return Math.abs(step - pauseMs) < Math.abs(bestStep - pauseMs) ? at : best;
  }, 0);

function useTune(rolloutId: string, backfillId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<Backfill["settings"]>) =>
      call(tuneBackfill, { params: { rolloutId, backfillId }, body }),
    onSuccess: async (after) => {
      queries.setQueryData(keys.rollouts.one(rolloutId), after);
      toast.success("Saved. The worker takes it over with its next batch.");
      await queries.invalidateQueries({ queryKey: keys.rollouts.events(rolloutId) });
    },
  });
}

/** Batch size and pause between batches; they hold from the next batch on. */
export function TuneForm({
  rolloutId,
  backfill,
  isEnabled,
}: {
  rolloutId: string;
  backfill: Backfill;
  isEnabled: boolean;
}) {
  const { settings } = backfill;
  const [isSized, setIsSized] = useState(settings.batchSize === null);
  const [size, setSize] = useState(String(settings.batchSize ?? backfill.batchSize ?? 1000));
  const [pauseMs, setPauseMs] = useState(settings.pauseMs);
  const tune = useTune(rolloutId, backfill.id);

  // Somebody else may have saved meanwhile: what is saved is what is shown.
  useEffect(() => {
    setIsSized(settings.batchSize === null);
    if (settings.batchSize !== null) setSize(String(settings.batchSize));
    setPauseMs(settings.pauseMs);
  }, [settings.batchSize, settings.pauseMs]);

  const wanted = backfillSettings.safeParse({ batchSize: isSized ? null : Number(size), pauseMs });
  const isChanged =
    wanted.success && (wanted.data.batchSize !== settings.batchSize || wanted.data.pauseMs !== settings.pauseMs);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted.success && isChanged) tune.mutate(wanted.data);
      }}
    >
      <fieldset disabled={!isEnabled} className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <div className="flex flex-col gap-2">
          <FormField label="Rows a batch" {...(wanted.success ? {} : { error: "From 10 to 50,000 rows" })}>
            <Input
              type="number"
              inputMode="numeric"
              min={10}
              max={50_000}
              value={isSized ? "" : size}
              placeholder={backfill.batchSize === null ? "by itself" : `${backfill.batchSize} just now`}
              disabled={isSized || !isEnabled}
              onChange={(event) => setSize(event.target.value)}
              className="nums max-w-40"
            />
          </FormField>
          <div className="flex items-center gap-2">
            <Switch id="batch-by-time" checked={isSized} onCheckedChange={setIsSized} disabled={!isEnabled} />
            <Label htmlFor="batch-by-time" className="font-normal">
              Size batches by how long they take
            </Label>
          </div>
        </div>
        <div className="flex flex-col gap-2">
          <div className="flex items-baseline justify-between gap-2">
            <span className="text-[0.8125rem] font-medium" id="pause-label">
              Pause between batches
            </span>
            <output className="nums text-[0.8125rem]">
              {pauseMs >= 1000 ? `${pauseMs / 1000} s` : `${pauseMs} ms`}
            </output>
          </div>
          <Slider
            aria-label="Pause between batches"
            min={0}
            max={PAUSE_STEPS_MS.length - 1}
            step={1}
            disabled={!isEnabled}
            value={[nearestStep(pauseMs)]}
            onValueChange={([at]) => setPauseMs(PAUSE_STEPS_MS[at ?? 0] ?? 0)}
          />
          <p className="text-xs text-muted-foreground">Longer pauses leave the database more room.</p>
        </div>
      </fieldset>
      {isChanged || tune.isPending ? (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" size="sm" isPending={tune.isPending}>
            Save, from the next batch on
          </Button>
          <Button
            size="sm"
            onClick={() => {
              setIsSized(settings.batchSize === null);
              setSize(String(settings.batchSize ?? backfill.batchSize ?? 1000));
              setPauseMs(settings.pauseMs);
            }}
          >
            Put back
          </Button>
        </div>
      ) : null}
    </form>
  );
}
