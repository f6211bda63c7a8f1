import type { Rollout } from "#contracts/rollout.ts";
import type { RolloutAction } from "./use-command-rollout.ts";

/** What the dialogs that stand before a command are given. */
export interface CommandDialogProps {
  readonly rollout: Rollout;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onConfirm: (action: RolloutAction, reason: string) => Promise<unknown>;
  readonly isPending: boolean;
}
