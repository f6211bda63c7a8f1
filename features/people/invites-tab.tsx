"use client";

import { Ban, CircleCheck, Clock, MailPlus, Plus, TimerOff } from "lucide-react";
import { useState } from "react";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { useNow } from "#components/data/now.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { StateBadge } from "#components/data/state-badge.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardDescription, CardHeader } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Invite } from "#contracts/person.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { useInvites, useRevokeInvite } from "./use-people.ts";

const looks = {
  accepted: { tone: "success", icon: CircleCheck, word: "Accepted" },
  revoked: { tone: "neutral", icon: Ban, word: "Withdrawn" },
  expired: { tone: "neutral", icon: TimerOff, word: "Expired" },
  open: { tone: "info", icon: Clock, word: "Open" },
} as const;

function stateOf(invite: Invite, now: number): keyof typeof looks {
  if (invite.acceptedAt) return "accepted";
  if (invite.revokedAt) return "revoked";
  return Date.parse(invite.expiresAt) < now ? "expired" : "open";
}

function InviteState({ invite }: { invite: Invite }) {
  const { tone, icon, word } = looks[stateOf(invite, useNow() ?? 0)];
  return (
    <StateBadge tone={tone} icon={icon}>
      {word}
    </StateBadge>
  );
}

function Withdraw({ invite }: { invite: Invite }) {
  const revoke = useRevokeInvite();
  if (stateOf(invite, useNow() ?? 0) !== "open") return null;
  return (
    <Button size="sm" variant="danger-outline" isPending={revoke.isPending} onClick={() => revoke.mutate(invite.id)}>
      Withdraw
    </Button>
  );
}

const COLUMNS: readonly DataColumn<Invite>[] = [
  {
    id: "email",
    header: "E-mail",
    value: (it) => it.email,
    cell: (it) => <span className="font-medium break-all">{it.email}</span>,
  },
  { id: "role", header: "Role", value: (it) => it.role, cell: (it) => <span className="capitalize">{it.role}</span> },
  { id: "state", header: "State", cell: (it) => <InviteState invite={it} /> },
  { id: "by", header: "Invited by", from: "md", value: (it) => it.createdByName, cell: (it) => it.createdByName },
  {
    id: "expires",
    header: "Expires",
    from: "sm",
    value: (it) => it.expiresAt,
    cell: (it) => <RelativeTime at={it.expiresAt} />,
  },
  { id: "actions", header: "", align: "right", cell: (it) => <Withdraw invite={it} /> },
];

export function InvitesTab() {
  const invites = useInvites();
  const [isInviting, setInviting] = useState(false);
  const start = (
    <Button variant="primary" onClick={() => setInviting(true)}>
      <Plus /> Invite somebody
    </Button>
  );
  return (
    <Card aria-label="Invitations">
      {invites.data && invites.data.items.length > 0 ? (
        <CardHeader>
          <CardDescription>A link works once, for the e-mail and role that it was made for.</CardDescription>
          {start}
        </CardHeader>
      ) : null}
      {invites.data ? (
        <DataTable
          label="Invitations"
          rows={invites.data.items}
          columns={COLUMNS}
          rowId={(it) => it.id}
          empty={
            <EmptyState icon={MailPlus} title="Nobody was invited yet" actions={start}>
              A second person makes four eyes: nobody approves their own plan any more.
            </EmptyState>
          }
        />
      ) : (
        <Skeleton className="m-4 h-24" />
      )}
      {isInviting ? <InviteDialog onOpenChange={setInviting} /> : null}
    </Card>
  );
}
