"use client";

import { CircleCheck, Download, RotateCcw, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { toast } from "sonner";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { exportSetAside, type SetAsideGroup } from "#contracts/set-aside.ts";
import { hrefOf } from "../api.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { SetAsideGroups } from "./set-aside-groups.tsx";
import { SetAsideRows } from "./set-aside-rows.tsx";
import { openRows, retryText } from "./set-aside-words.ts";
import { type SetAsideFilter, useRetry, useSetAside } from "./use-set-aside.ts";

const WaiveDialog = dynamic(() => import("./waive-dialog.tsx").then((it) => it.WaiveDialog), { ssr: false });

const filterOf = (group: SetAsideGroup | null): SetAsideFilter =>
  group ? { kind: group.kind, status: group.status, ...(group.code === null ? {} : { code: group.code }) } : {};

/** The whole of it, for who looks for rows and finds none. */
function Calm() {
  return (
    <EmptyState isSmall icon={CircleCheck} title="No row was set aside">
      A row that cannot be written, or that somebody keeps locked, is set aside with its key and its error instead of
      stopping the whole backfill.
    </EmptyState>
  );
}

/** Rows that a backfill could not write: by cause, with their keys, and what can be done about them. */
export function SetAsideCard({
  rolloutId,
  backfillId,
  counted,
}: {
  rolloutId: string;
  backfillId: string;
  /** As many as the backfill counts: others are asked for when this changes. */
  counted: number;
}) {
  const place = { rolloutId, backfillId };
  const [chosen, setChosen] = useState<SetAsideGroup | null>(null);
  const [waiving, setWaiving] = useState<SetAsideGroup | null>(null);
  // Causes are those of all rows, whichever rows are looked at; without a choice the two are one request.
  const all = useSetAside(place, {}, counted);
  const query = useSetAside(place, filterOf(chosen), counted);
  const retry = useRetry(place);
  const refused = useRoleReasons("rollout.control");
  const groups = all.data?.pages[0]?.groups ?? [];
  const open = openRows(groups);
  const tryAgain = (group: SetAsideGroup | null) =>
    retry.mutate(group ? { kind: group.kind, ...(group.code === null ? {} : { code: group.code }) } : {}, {
      onSuccess: (after) => (after.stillOpen > 0 ? toast.warning(retryText(after)) : toast.success(retryText(after))),
    });
  return (
    <Card aria-labelledby={`set-aside-${backfillId}`}>
      <CardHeader>
        <CardTitle id={`set-aside-${backfillId}`}>
          <TriangleAlert aria-hidden className="size-4 text-muted-foreground" />
          Set-aside rows {open > 0 ? <Badge tone="danger">{open} open</Badge> : null}
        </CardTitle>
        {groups.length > 0 ? (
          <span className="flex flex-wrap gap-2">
            {open > 0 ? (
              <ReasonsButton
                size="sm"
                reasons={refused}
                isPending={retry.isPending}
                onClick={() => tryAgain(null)}
                consequence="Each open row in its own transaction, at most 500 a time"
              >
                <RotateCcw /> Try all again
              </ReasonsButton>
            ) : null}
            <Button asChild size="sm">
              <a href={hrefOf(exportSetAside, { params: { rolloutId, backfillId }, query: filterOf(chosen) })} download>
                <Download /> CSV
              </a>
            </Button>
          </span>
        ) : null}
      </CardHeader>
      {all.error && groups.length === 0 ? (
        <div className="p-4">
          <Alert tone="danger" live title="The rows could not be read from the database">
            {all.error.message}
          </Alert>
        </div>
      ) : null}
      {all.isPending ? (
        <div className="p-4" aria-busy>
          <Skeleton className="h-10" />
        </div>
      ) : null}
      {all.data && groups.length === 0 ? <Calm /> : null}
      {open > 0 ? (
        <p className="border-b px-4 py-2 text-xs text-muted-foreground">
          Verification does not pass while rows are open: try them again after mending them, or waive them with a
          reason.
        </p>
      ) : null}
      {groups.length > 0 ? (
        <>
          <SetAsideGroups
            groups={groups}
            chosen={chosen}
            isBusy={retry.isPending}
            onChoose={setChosen}
            onRetry={tryAgain}
            onWaive={setWaiving}
          />
          <SetAsideRows query={query} />
        </>
      ) : null}
      {waiving ? (
        <WaiveDialog place={place} group={waiving} rows={waiving.rows} onClose={() => setWaiving(null)} />
      ) : null}
    </Card>
  );
}
