"use client";

import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { delegationBody } from "#contracts/approval.ts";
import { isAtLeast } from "#core/domain/role.ts";
import { useMay, useMe } from "../session/session-provider.tsx";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { Choice } from "./choice.tsx";
import { useDelegate, useDelegations, useEndDelegation, usePeople } from "./use-policies.ts";

function DelegateForm() {
  const me = useMe();
  const people = usePeople();
  const delegate = useDelegate();
  const refused = useRoleReasons("approval.delegate");
  const [toId, setToId] = useState("");
  const [days, setDays] = useState(7);
  const [reason, setReason] = useState("");
  const others = (people.data?.items ?? []).filter(
    ({ id, role, disabledAt }) => id !== me.id && disabledAt === null && isAtLeast(role, "approver"),
  );
  const options = Object.fromEntries(others.map(({ id, name }) => [id, name]));
  const parsed = delegationBody.safeParse({ toId, days, reason });
  const missing = parsed.success
    ? []
    : [{ code: "form", message: "Somebody, the days and a reason are needed", fix: "Fill them in", who: "you" }];
  return (
    <CardContent className="flex flex-col gap-3 border-t">
      {delegate.error ? (
        <Alert tone="danger" live title="Not delegated">
          {delegate.error.message}
        </Alert>
      ) : null}
      {others.length === 0 ? (
        <p className="text-[0.8125rem] text-muted-foreground">There is no other approver who could stand in for you.</p>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <FormField label="Who stands in for you" className="w-56">
            <Choice value={toId} options={options} onChange={setToId} />
          </FormField>
          <FormField label="Days" className="w-24">
            <Input
              type="number"
              min={1}
              max={90}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            />
          </FormField>
          <FormField label="Reason of the delegation" className="min-w-48 flex-1">
            <Input value={reason} maxLength={280} onChange={(event) => setReason(event.target.value)} />
          </FormField>
          <ReasonsButton
            reasons={[...refused, ...missing]}
            isPending={delegate.isPending}
            onClick={() => parsed.success && delegate.mutate(parsed.data, { onSuccess: () => setReason("") })}
          >
            <UserRoundPlus />
            Delegate
          </ReasonsButton>
        </div>
      )}
    </CardContent>
  );
}

/** Who stands in for whom, and the place to say so. */
export function DelegationsCard() {
  const delegations = useDelegations();
  const end = useEndDelegation();
  const me = useMe();
  const mayEndAny = useMay("policy.write");
  const mayDelegate = useMay("approval.delegate");
  const items = (delegations.data?.items ?? []).filter(({ isGood }) => isGood);
  return (
    <Card aria-labelledby="delegations-title">
      <CardHeader>
        <CardTitle id="delegations-title">Delegation</CardTitle>
        <CardDescription>A place in the policy, never a role; it is not handed on.</CardDescription>
      </CardHeader>
      {items.length === 0 ? (
        <p className="px-4 py-4 text-[0.8125rem] text-muted-foreground">Nobody stands in for anybody.</p>
      ) : (
        <ul className="divide-y">
          {items.map((it) => (
            <li key={it.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-[0.8125rem]">
              <span className="min-w-0 flex-1">
                <strong className="font-medium">{it.toName}</strong> for {it.fromName}, until{" "}
                <AbsoluteTime at={it.until} />: {it.reason}
              </span>
              {it.toId === me.id ? <Badge tone="info">you</Badge> : null}
              {it.fromId === me.id || mayEndAny ? (
                <Button
                  size="sm"
                  isPending={end.isPending}
                  aria-label={`End the delegation from ${it.fromName} to ${it.toName}`}
                  onClick={() => end.mutate(it.id)}
                >
                  End
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {mayDelegate ? <DelegateForm /> : null}
    </Card>
  );
}
