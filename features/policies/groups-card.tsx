"use client";

import { Users } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Group } from "#contracts/policy.ts";
import { useMay } from "../session/session-provider.tsx";
import { usePeople, useRemoveGroup, useSaveGroup } from "./use-policies.ts";

function GroupDialog({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const [name, setName] = useState(group?.name ?? "");
  const [ids, setIds] = useState<readonly string[]>(group?.members.map(({ id }) => id) ?? []);
  const people = usePeople();
  const save = useSaveGroup();
  const toggle = (id: string) => setIds(ids.includes(id) ? ids.filter((it) => it !== id) : [...ids, id]);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form
          noValidate
          className="flex min-h-0 flex-col"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate({ groupId: group?.id ?? null, name, memberIds: [...ids] }, { onSuccess: onClose });
          }}
        >
          <DialogHeader>
            <DialogTitle>{group ? `Group ${group.name}` : "New group"}</DialogTitle>
            <DialogDescription>
              A rule can ask for approvals out of a group. Approvals of people who leave it do not count any more.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {save.error ? (
              <Alert tone="danger" live title="Not saved">
                {save.error.message}
              </Alert>
            ) : null}
            <FormField label="Name">
              <Input value={name} maxLength={60} autoComplete="off" onChange={(event) => setName(event.target.value)} />
            </FormField>
            <fieldset className="flex flex-col gap-1.5">
              <legend className="pb-1 text-xs font-medium">Members</legend>
              {(people.data?.items ?? []).map((it) => (
                <label key={it.id} className="flex items-center gap-2 text-[0.8125rem]">
                  <input
                    type="checkbox"
                    className="size-4 accent-primary"
                    checked={ids.includes(it.id)}
                    onChange={() => toggle(it.id)}
                  />
                  {it.name} <span className="text-muted-foreground">{it.role}</span>
                </label>
              ))}
            </fieldset>
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={name.trim() === ""} isPending={save.isPending}>
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** Groups that a rule can name. */
export function GroupsCard({ groups }: { groups: readonly Group[] }) {
  const [editing, setEditing] = useState<Group | "new" | null>(null);
  const [removing, setRemoving] = useState<Group | null>(null);
  const remove = useRemoveGroup();
  const mayWrite = useMay("policy.write");
  return (
    <Card aria-labelledby="groups-title">
      <CardHeader>
        <CardTitle id="groups-title">
          <Users aria-hidden className="size-4 text-muted-foreground" />
          Groups
        </CardTitle>
        {mayWrite ? (
          <Button size="sm" onClick={() => setEditing("new")}>
            New group
          </Button>
        ) : null}
      </CardHeader>
      {groups.length === 0 ? (
        <p className="px-4 py-4 text-[0.8125rem] text-muted-foreground">No group yet: rules ask for roles only.</p>
      ) : (
        <ul className="divide-y">
          {groups.map((it) => (
            <li key={it.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5 text-[0.8125rem]">
              <strong className="font-medium break-words">{it.name}</strong>
              {it.isUsed ? <Badge tone="info">in the policy</Badge> : null}
              <span className="min-w-0 flex-1 break-words text-muted-foreground">
                {it.members.map(({ name }) => name).join(", ") || "nobody"}
              </span>
              {mayWrite ? (
                <span className="flex gap-2">
                  <Button size="sm" onClick={() => setEditing(it)} aria-label={`Change group ${it.name}`}>
                    Change
                  </Button>
                  <Button
                    size="sm"
                    variant="danger-outline"
                    onClick={() => setRemoving(it)}
                    aria-label={`Remove group ${it.name}`}
                  >
                    Remove
                  </Button>
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {editing ? <GroupDialog group={editing === "new" ? null : editing} onClose={() => setEditing(null)} /> : null}
      {removing ? (
        <ConfirmDialog
          open
          onOpenChange={(open) => open || setRemoving(null)}
          title={`Remove the group ${removing.name}?`}
          description="Its members stay people of Sluice; only the name for them goes. A group that the policy names cannot be removed."
          confirmLabel="Remove"
          isPending={remove.isPending}
          onConfirm={() => remove.mutateAsync(removing.id)}
        />
      ) : null}
    </Card>
  );
}
