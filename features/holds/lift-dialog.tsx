"use client";

import { toast } from "sonner";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import type { Hold } from "#contracts/throttle.ts";
import { heldText } from "./hold-words.ts";
import { useLiftHold } from "./use-change-holds.ts";

/** Asks before backfills go on: another person may still be at work on what the hold was for. */
export function LiftDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const lift = useLiftHold();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Lift this hold?"
      description={`Backfills on ${heldText(hold) === "everything" ? "all databases" : heldText(hold)} go on, unless something else stops them.`}
      confirmLabel="Lift the hold"
      isDanger={false}
      isPending={lift.isPending}
      onConfirm={async () => {
        await lift.mutateAsync(hold.id);
        toast.success("The hold is lifted");
      }}
    >
      <p className="text-[0.8125rem]">
        {hold.byName} placed it <RelativeTime at={hold.at} />: “{hold.reason}”
      </p>
    </ConfirmDialog>
  );
}
