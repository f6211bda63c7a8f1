"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { type DataColumn, DataTable } from "#components/data/data-table.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Person } from "#contracts/person.ts";
import { useMay, useMe } from "../session/session-provider.tsx";
import { RoleSelect } from "./role-select.tsx";
import { useChangePerson, usePeople } from "./use-people.ts";

function RoleCell({ person }: { person: Person }) {
  const change = useChangePerson();
  const isMe = useMe().id === person.id;
  const mayManage = useMay("people.manage");
  // Another owner changes one's own role, so that nobody locks themselves out.
  if (!mayManage || isMe || person.disabledAt) return <span className="capitalize">{person.role}</span>;
  return (
    <RoleSelect
      aria-label={`Role of ${person.name}`}
      className="w-32"
      value={person.role}
      disabled={change.isPending}
      onChange={(role) => change.mutate({ userId: person.id, role })}
    />
  );
}

function AccessCell({ person }: { person: Person }) {
  const change = useChangePerson();
  const [isAsking, setAsking] = useState(false);
  const isMe = useMe().id === person.id;
  const mayManage = useMay("people.manage");
  if (!mayManage || isMe) return null;
  if (person.disabledAt) {
    return (
      <Button
        size="sm"
        isPending={change.isPending}
        onClick={() => change.mutate({ userId: person.id, disabled: false })}
      >
        Enable
      </Button>
    );
  }
  return (
    <>
      <Button size="sm" variant="danger-outline" onClick={() => setAsking(true)}>
        Disable
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Disable ${person.name}?`}
        description="Their sessions end and their API tokens stop working at once. What they did stays in the activity, and they can be enabled again."
        confirmLabel="Disable"
        isPending={change.isPending}
        onConfirm={() => change.mutateAsync({ userId: person.id, disabled: true })}
      />
    </>
  );
}

const COLUMNS: readonly DataColumn<Person>[] = [
  {
    id: "name",
    header: "Name",
    value: (it) => `${it.name} ${it.email}`,
    cell: (it) => (
      <span className="block min-w-0">
        <span className="flex items-center gap-2 font-medium">
          {it.name} {it.disabledAt ? <Badge>disabled</Badge> : null}
        </span>
        <span className="block text-xs break-all text-muted-foreground">{it.email}</span>
      </span>
    ),
  },
  { id: "role", header: "Role", value: (it) => it.role, cell: (it) => <RoleCell person={it} /> },
  {
    id: "seen",
    header: "Last seen",
    from: "sm",
    value: (it) => it.lastSeenAt,
    cell: (it) => (it.lastSeenAt ? <RelativeTime at={it.lastSeenAt} /> : "never"),
  },
  { id: "actions", header: "", align: "right", cell: (it) => <AccessCell person={it} /> },
];

export function PeopleTab() {
  const people = usePeople();
  return (
    <Card aria-label="People">
      {people.data ? (
        <DataTable label="People" rows={people.data.items} columns={COLUMNS} rowId={(it) => it.id} empty={null} />
      ) : (
        <Skeleton className="m-4 h-24" />
      )}
    </Card>
  );
}
