"use client";

import { OctagonPause } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { onHoldRequest } from "../hold-request.ts";
import { useMay } from "../session/session-provider.tsx";

const HoldDialog = dynamic(() => import("./hold-dialog.tsx").then((it) => it.HoldDialog), { ssr: false });

/** In the header, always at hand. Also opens the dialog when the palette asks for it. */
export function HoldButton() {
  const [isOpen, setIsOpen] = useState(false);
  const mayHold = useMay("hold.place");
  useEffect(() => onHoldRequest(() => setIsOpen(true)), []);
  if (!mayHold) return null;
  return (
    <>
      <Button
        aria-label="Hold backfills"
        title="Hold backfills…"
        onClick={() => setIsOpen(true)}
        className="h-7 px-2 text-xs font-normal text-muted-foreground shadow-none"
      >
        <OctagonPause className="size-3.5" />
        <span className="hidden lg:inline">Hold…</span>
      </Button>
      {isOpen ? <HoldDialog onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}
