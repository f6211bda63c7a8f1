"use client";

import { useNow } from "#components/data/now.ts";
import { StateDot } from "#components/data/state-badge.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import { PlainButton } from "#components/ui/plain-button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import type { LiveState } from "./live-connection.ts";
import { useLive } from "./live-provider.tsx";

const secondsSince = (since: number, now: number | null): number =>
  Math.max(0, Math.round(((now ?? since) - since) / 1000));

function wordsFor(state: LiveState, now: number | null): { tone: Tone; word: string; hint: string } {
  switch (state.kind) {
    case "connecting":
      return { tone: "neutral", word: "Connecting", hint: "Opening the live line" };
    case "live":
      return { tone: "success", word: "Live", hint: "What you see is true to within a second" };
    case "behind":
      return {
        tone: "warning",
        word: `Behind ${secondsSince(state.since, now)} s`,
        hint: "The live line is silent; trying to open it anew",
      };
    case "offline":
      return { tone: "danger", word: "Offline", hint: "No connection to Sluice; trying again" };
  }
}

/** The dot in the header: whether the page is true now. */
export function LiveStatus() {
  const { state } = useLive();
  const { tone, word, hint } = wordsFor(state, useNow());
  return (
    <Tooltip content={hint}>
      <PlainButton
        data-live={state.kind}
        className="inline-flex h-7 cursor-default items-center gap-1.5 rounded-md px-2 text-xs text-muted-foreground"
      >
        <StateDot tone={tone} isMoving={state.kind === "live"} />
        <span className="nums">{word}</span>
      </PlainButton>
    </Tooltip>
  );
}

/** Says over the page how old it may be, while the line is down. */
export function StalenessBanner() {
  const { state } = useLive();
  const now = useNow();
  if (state.kind === "connecting" || state.kind === "live") return null;
  // A blink of a reconnect is not worth a banner.
  const seconds = secondsSince(state.since, now);
  if (seconds < 3) return null;
  return (
    <div className="px-4 pt-4 sm:px-6 lg:px-8" data-print="hide">
      <Alert
        tone={state.kind === "offline" ? "danger" : "warning"}
        live
        title={`You see what was true ${seconds} s ago`}
      >
        The live line is down and is being opened again. Rollouts go on without it. Buttons on an old page are refused
        when the state has changed.
      </Alert>
    </div>
  );
}
