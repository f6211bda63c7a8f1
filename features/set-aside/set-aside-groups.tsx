"use client";

import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { PlainButton } from "#components/ui/plain-button.tsx";
import type { SetAsideGroup } from "#contracts/set-aside.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { causeText, inOrder, KIND_WORDS, rowsText, STATUS_WORDS } from "./set-aside-words.ts";

const TONES: Record<SetAsideGroup["status"], Tone> = {
  open: "danger",
  waived: "warning",
  fixed: "success",
  gone: "neutral",
};
export const groupKey = (it: SetAsideGroup): string => `${it.kind} ${it.status} ${it.code} ${it.message}`;

/** One line a cause: how many rows, and what can be done with those that are open. */
export function SetAsideGroups({
  groups,
  chosen,
  isBusy,
  onChoose,
  onRetry,
  onWaive,
}: {
  groups: readonly SetAsideGroup[];
  chosen: SetAsideGroup | null;
  isBusy: boolean;
  onChoose: (group: SetAsideGroup | null) => void;
  onRetry: (group: SetAsideGroup) => void;
  onWaive: (group: SetAsideGroup) => void;
}) {
  const noRetry = useRoleReasons("rollout.control");
  const noWaive = useRoleReasons("rollout.waive");
  return (
    <ul aria-label="Causes" className="divide-y">
      {inOrder(groups).map((group) => {
        const isChosen = chosen !== null && groupKey(chosen) === groupKey(group);
        return (
          <li
            key={groupKey(group)}
            className={cn("flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5", isChosen && "bg-hover/60")}
          >
            <PlainButton
              aria-pressed={isChosen}
              onClick={() => onChoose(isChosen ? null : group)}
              className="min-w-60 flex-1 rounded-sm text-left text-[0.8125rem] hover:underline"
            >
              <span className="font-semibold nums">{rowsText(group.rows)}</span>{" "}
              <span className="text-muted-foreground">{KIND_WORDS[group.kind]}:</span>{" "}
              {group.code ? <code className="text-xs">{group.code}</code> : null} {causeText(group)}
            </PlainButton>
            <Badge tone={TONES[group.status]}>{STATUS_WORDS[group.status]}</Badge>
            {group.status === "open" ? (
              <span className="flex gap-2">
                <ReasonsButton size="xs" reasons={noRetry} disabled={isBusy} onClick={() => onRetry(group)}>
                  Try again
                </ReasonsButton>
                <ReasonsButton size="xs" reasons={noWaive} disabled={isBusy} onClick={() => onWaive(group)}>
                  Waive…
                </ReasonsButton>
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
