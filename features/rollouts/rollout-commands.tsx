"use client";

import { Ban, Pause, Play, Undo2 } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { Rollout } from "#contracts/rollout.ts";
import { isAtWork } from "#core/domain/run-state.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { ResumeDialog } from "./resume-dialog.tsx";
import { RollbackDialog } from "./rollback-dialog.tsx";
import { ShortcutHelp } from "./shortcut-help.tsx";
import { type RolloutAction, useCommandRollout } from "./use-command-rollout.ts";
import { useShortcuts } from "./use-shortcuts.ts";

/** Which of the two is the one to press: the other would only be there to refuse. */
function pausesNext(rollout: Rollout): boolean {
  if (rollout.blockers.pause.length === 0) return true;
  if (rollout.blockers.resume.length === 0) return false;
  return isAtWork(rollout.state);
}

/** The buttons. What the state or the role does not allow says why. */
export function RolloutCommands({ rollout }: { rollout: Rollout }) {
  const [open, setOpen] = useState<Exclude<RolloutAction, "pause"> | "help" | null>(null);
  const command = useCommandRollout(rollout.id);
  const { blockers, consequences, generation } = rollout;
  const isEnded = rollout.state === "rolled_back" || rollout.state === "succeeded" || rollout.state === "cancelled";
  const pending = command.isPending ? command.variables.action : null;
  const send = (action: RolloutAction, reason: string) => command.mutateAsync({ action, reason, generation });
  const pause = () => command.mutate({ action: "pause", reason: "", generation });
  // A failed step is tried again: that is asked about first. After a pause, going on is what was meant.
  const resume = () =>
    rollout.state === "paused" || rollout.state === "pausing"
      ? command.mutate({ action: "resume", reason: "", generation })
      : setOpen("resume");
  const canPause = blockers.pause.length === 0 && !command.isPending;
  const canResume = blockers.resume.length === 0 && !command.isPending;

  useShortcuts({
    p: () => canPause && pause(),
    r: () => canResume && resume(),
    "?": () => setOpen("help"),
  });
  const dialog = (name: typeof open) => ({
    rollout,
    open: open === name,
    onOpenChange: (next: boolean) => setOpen(next ? name : null),
    onConfirm: send,
    isPending: command.isPending,
  });
  return (
    <div className="flex flex-wrap items-center gap-2" data-print="hide">
      {isEnded ? null : pausesNext(rollout) ? (
        <ReasonsButton
          variant="primary"
          reasons={blockers.pause}
          consequence={consequences.pause}
          isPending={pending === "pause"}
          onClick={pause}
        >
          <Pause />
          {rollout.state === "pausing" ? "Pausing…" : "Pause"}
          <Kbd className="border-primary-foreground/30 bg-transparent text-primary-foreground max-sm:hidden">P</Kbd>
        </ReasonsButton>
      ) : (
        <ReasonsButton
          variant="primary"
          reasons={blockers.resume}
          consequence={consequences.resume}
          isPending={pending === "resume"}
          onClick={resume}
        >
          <Play />
          {rollout.state === "failed" ? "Try again" : "Resume"}
          <Kbd className="border-primary-foreground/30 bg-transparent text-primary-foreground max-sm:hidden">R</Kbd>
        </ReasonsButton>
      )}
      {isEnded ? null : (
        <ReasonsButton
          reasons={blockers.cancel}
          consequence={consequences.cancel}
          isPending={pending === "cancel"}
          onClick={() => setOpen("cancel")}
        >
          <Ban />
          Cancel…
        </ReasonsButton>
      )}
      {rollout.state === "rolled_back" ? null : (
        <ReasonsButton
          variant="danger-outline"
          reasons={blockers.rollback}
          consequence={consequences.rollback}
          isPending={pending === "rollback"}
          onClick={() => setOpen("rollback")}
        >
          <Undo2 />
          Roll back…
        </ReasonsButton>
      )}
      <CancelDialog {...dialog("cancel")} />
      <ResumeDialog {...dialog("resume")} />
      <RollbackDialog {...dialog("rollback")} />
      <ShortcutHelp open={open === "help"} onOpenChange={(next) => setOpen(next ? "help" : null)} />
    </div>
  );
}
