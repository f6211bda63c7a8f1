"use client";

import { Copy, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { Replica } from "#contracts/throttle.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { useRemoveReplica } from "./use-throttle.ts";

const ReplicaDialog = dynamic(() => import("./replica-dialog.tsx").then((it) => it.ReplicaDialog), { ssr: false });

/** Standbys whose lag is measured by a heartbeat row, as the applications that read them see it. */
export function ReplicasCard({ databaseId, replicas }: { databaseId: string; replicas: readonly Replica[] }) {
  const [isAdding, setIsAdding] = useState(false);
  const [removing, setRemoving] = useState<Replica | null>(null);
  const remove = useRemoveReplica(databaseId);
  const refused = useRoleReasons("throttle.write");
  return (
    <Card aria-labelledby="replicas-title">
      <CardHeader>
        <CardTitle id="replicas-title">
          <Copy aria-hidden className="size-4 text-muted-foreground" />
          Replicas
        </CardTitle>
        <ReasonsButton size="sm" reasons={refused} onClick={() => setIsAdding(true)}>
          <Plus /> Watch a replica…
        </ReasonsButton>
      </CardHeader>
      {replicas.length === 0 ? (
        <EmptyState isSmall icon={Copy} title="No replica is watched by a heartbeat">
          Standbys that are connected to the server are seen by it anyway. A heartbeat row shows their lag without clock
          skew, and finds one that is fed in another way.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {replicas.map((it) => (
            <li key={it.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-[0.8125rem]">
              <span className="font-medium">{it.name}</span>
              <code className="min-w-0 flex-1 text-xs break-all text-muted-foreground">{it.place}</code>
              <ReasonsButton
                size="xs"
                reasons={refused}
                onClick={() => setRemoving(it)}
                aria-label={`Watch ${it.name} no longer`}
              >
                Remove…
              </ReasonsButton>
            </li>
          ))}
        </ul>
      )}
      <CardDescription className="sr-only">The lag of standbys, measured by a heartbeat row</CardDescription>
      {isAdding ? <ReplicaDialog databaseId={databaseId} onClose={() => setIsAdding(false)} /> : null}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => open || setRemoving(null)}
        title={`Watch ${removing?.name ?? ""} no longer?`}
        description="Backfills will not wait for it any more. Its connection is forgotten; the replica itself is not touched."
        confirmLabel="Remove"
        isPending={remove.isPending}
        onConfirm={() => remove.mutateAsync(removing?.id ?? "")}
      />
    </Card>
  );
}
