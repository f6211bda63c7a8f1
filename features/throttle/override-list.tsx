"use client";

import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { ClockTime, RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { Throttle } from "#contracts/throttle.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { SIGNAL_WORDS } from "../signal-words.ts";
import { useEndOverride } from "./use-throttle.ts";

/** Signals that a person has put aside, by whom and until when. */
export function OverrideList({ databaseId, overrides }: { databaseId: string; overrides: Throttle["overrides"] }) {
  const end = useEndOverride(databaseId);
  const refused = useRoleReasons("throttle.override");
  return overrides.map((it) => (
    <Alert
      key={it.id}
      tone="warning"
      title={
        <>
          {SIGNAL_WORDS[it.code].label} is put aside until <ClockTime at={it.until} /> (<RelativeTime at={it.until} />)
        </>
      }
      actions={
        <ReasonsButton
          size="sm"
          reasons={refused}
          isPending={end.isPending && end.variables === it.id}
          onClick={() => end.mutate(it.id)}
        >
          Heed it again
        </ReasonsButton>
      }
    >
      {it.byName}: “{it.reason}”
    </Alert>
  ));
}
