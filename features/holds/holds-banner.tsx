"use client";

import { OctagonPause } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { PlainButton } from "#components/ui/plain-button.tsx";
import type { Hold } from "#contracts/throttle.ts";
import { useMay } from "../session/session-provider.tsx";
import { heldText } from "./hold-words.ts";
import { useHolds } from "./use-holds.ts";

const LiftDialog = dynamic(() => import("./lift-dialog.tsx").then((it) => it.LiftDialog), { ssr: false });

/** On every page while something is held: nobody should look for a fault where there is a hold. */
export function HoldsBanner({ initial }: { initial: { items: Hold[] } }) {
  const { data } = useHolds(initial);
  const mayLift = useMay("hold.lift");
  const [lifting, setLifting] = useState<Hold | null>(null);
  const items = data?.items ?? [];
  return (
    <>
      {items.length > 0 ? (
        <aside
          aria-label="Holds"
          data-print="hide"
          className="flex flex-col gap-1 border-b border-danger/35 bg-danger-soft px-4 py-1.5 text-xs text-foreground sm:px-6"
        >
          {items.map((hold) => (
            <p key={hold.id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <OctagonPause aria-hidden className="size-3.5 shrink-0 text-danger-ink" />
              <span className="font-semibold text-danger-ink">Held: {heldText(hold)}</span>
              <span className="min-w-0 break-words">
                {hold.byName}, <RelativeTime at={hold.at} />: “{hold.reason}”
              </span>
              {mayLift ? (
                <PlainButton
                  onClick={() => setLifting(hold)}
                  className="rounded-sm font-medium text-danger-ink underline underline-offset-2"
                >
                  Lift…
                </PlainButton>
              ) : (
                <span className="text-muted-foreground">An operator can lift it.</span>
              )}
            </p>
          ))}
        </aside>
      ) : null}
      {lifting ? <LiftDialog hold={lifting} onClose={() => setLifting(null)} /> : null}
    </>
  );
}
