"use client";

import { OctagonPause } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { ClockTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { Hold } from "#contracts/throttle.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { heldText, holdsOn } from "./hold-words.ts";
import { useHolds } from "./use-holds.ts";

const HoldDialog = dynamic(() => import("./hold-dialog.tsx").then((it) => it.HoldDialog), { ssr: false });
const LiftDialog = dynamic(() => import("./lift-dialog.tsx").then((it) => it.LiftDialog), { ssr: false });

/** Why backfills of a database stand while it is held, and the way out of it. */
export function HoldNotice({ databaseId, environment }: { databaseId: string; environment: string }) {
  const { data } = useHolds();
  const refused = useRoleReasons("hold.lift");
  const [lifting, setLifting] = useState<Hold | null>(null);
  const holds = holdsOn(data?.items ?? [], databaseId, environment);
  return (
    <>
      {holds.map((hold) => (
        <Alert
          key={hold.id}
          tone="danger"
          title="Backfills on this database are held"
          actions={
            <ReasonsButton size="sm" reasons={refused} onClick={() => setLifting(hold)}>
              Lift the hold…
            </ReasonsButton>
          }
        >
          By the hold on {heldText(hold)}, placed by {hold.byName} at <ClockTime at={hold.at} />.
        </Alert>
      ))}
      {lifting ? <LiftDialog hold={lifting} onClose={() => setLifting(null)} /> : null}
    </>
  );
}

/** Holds one database. */
export function HoldDatabase({ databaseId }: { databaseId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const refused = useRoleReasons("hold.place");
  return (
    <>
      <ReasonsButton reasons={refused} onClick={() => setIsOpen(true)}>
        <OctagonPause /> Hold…
      </ReasonsButton>
      {isOpen ? <HoldDialog databaseId={databaseId} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}
