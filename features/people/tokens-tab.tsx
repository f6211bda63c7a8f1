"use client";

import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardDescription, CardHeader } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ApiToken } from "#contracts/person.ts";
import { TokenDialog } from "./token-dialog.tsx";
import { useRevokeToken, useTokens } from "./use-people.ts";

function Revoke({ token }: { token: ApiToken }) {
  const revoke = useRevokeToken();
  const [isAsking, setAsking] = useState(false);
  if (token.revokedAt) return null;
  return (
    <>
      <Button size="sm" variant="danger-outline" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Revoke ${token.name}?`}
        description="Whatever uses it is refused from now on. It cannot be made good again; make a new one."
        confirmLabel="Revoke"
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutateAsync(token.id)}
      />
    </>
  );
}

const COLUMNS: readonly DataColumn<ApiToken>[] = [
  {
    id: "name",
    header: "Name",
    value: (it) => it.name,
    cell: (it) => (
      <span className="block">
        <span className="flex items-center gap-2 font-medium">
          {it.name} {it.revokedAt ? <Badge tone="neutral">revoked</Badge> : null}
        </span>
        <code className="text-xs text-muted-foreground">{it.prefix}…</code>
      </span>
    ),
  },
  {
    id: "role",
    header: "Role",
    value: (it) => it.role,
    cell: (it) => (it.only ? "Heartbeats only" : <span className="capitalize">{it.role}</span>),
  },
  { id: "owner", header: "Of", from: "md", value: (it) => it.ownerName, cell: (it) => it.ownerName },
  {
    id: "used",
    header: "Last used",
    from: "sm",
    value: (it) => it.lastUsedAt,
    cell: (it) => (it.lastUsedAt ? <RelativeTime at={it.lastUsedAt} /> : "never"),
  },
  {
    id: "expires",
    header: "Expires",
    from: "sm",
    value: (it) => it.expiresAt,
    cell: (it) => (it.expiresAt ? <RelativeTime at={it.expiresAt} /> : "never"),
  },
  { id: "actions", header: "", align: "right", cell: (it) => <Revoke token={it} /> },
];

export function TokensTab() {
  const tokens = useTokens();
  const [isMaking, setMaking] = useState(false);
  const start = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus /> New token
    </Button>
  );
  return (
    <Card aria-label="API tokens">
      {tokens.data && tokens.data.items.length > 0 ? (
        <CardHeader>
          <CardDescription>Only hashes are kept. A token never may more than its owner.</CardDescription>
          {start}
        </CardHeader>
      ) : null}
      {tokens.data ? (
        <DataTable
          label="API tokens"
          rows={tokens.data.items}
          columns={COLUMNS}
          rowId={(it) => it.id}
          empty={
            <EmptyState icon={KeyRound} title="There are no API tokens" actions={start}>
              The command line and CI sign in with one.
            </EmptyState>
          }
        />
      ) : (
        <Skeleton className="m-4 h-24" />
      )}
      {isMaking ? <TokenDialog onOpenChange={setMaking} /> : null}
    </Card>
  );
}
