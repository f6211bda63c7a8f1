import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Rollout, tuneBackfill } from "#contracts/rollout.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";
import { changeText, type Settings, undoOf } from "./settings-change.ts";

interface Change {
  readonly before: Settings;
  readonly change: Partial<Settings>;
  readonly isUndo?: boolean;
}

const withSettings = (rollout: Rollout, backfillId: string, settings: Settings): Rollout => ({
  ...rollout,
  backfills: rollout.backfills.map((it) => (it.id === backfillId ? { ...it, settings } : it)),
});

/** Shows a change at once and takes it back when it is refused. The last one can be undone with a press. */
export function useTune(rolloutId: string, backfillId: string) {
  const queries = useQueryClient();
  const key = keys.rollouts.one(rolloutId);
  const [last, setLast] = useState<Change | null>(null);
  const show = (settings: Settings) =>
    queries.setQueryData<Rollout>(key, (now) => now && withSettings(now, backfillId, settings));
  const mutation = useMutation({
    mutationFn: ({ change }: Change) => call(tuneBackfill, { params: { rolloutId, backfillId }, body: change }),
    onMutate: async ({ before, change }) => {
      // An answer that was asked for before the change would take it back for a moment.
      await queries.cancelQueries({ queryKey: key });
      show({ ...before, ...change });
    },
    onError: (_error, { before }) => {
      show(before);
      void queries.invalidateQueries({ queryKey: key });
    },
    onSuccess: async (after, made) => {
      queries.setQueryData(key, after);
      setLast(made.isUndo ? null : made);
      toast.success("Saved. The worker takes it over with its next batch.", {
        description: changeText(made.before, made.change),
      });
      await queries.invalidateQueries({ queryKey: keys.rollouts.events(rolloutId) });
    },
  });
  return {
    last,
    isPending: mutation.isPending,
    tune: (before: Settings, change: Partial<Settings>) => mutation.mutate({ before, change }),
    undo: (now: Settings) => {
      if (last) mutation.mutate({ before: now, change: undoOf(last.before, last.change), isUndo: true });
    },
  };
}
