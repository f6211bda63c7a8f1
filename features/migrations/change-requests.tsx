"use client";

import { MessageSquareWarning } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { ChangeRequest } from "#contracts/approval-standing.ts";
import type { Migration } from "#contracts/migration.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { Refusal } from "./refusal.tsx";
import { useRequestChanges, useResolveRequest } from "./use-change-migration.ts";

function RequestRow({ request, migration }: { request: ChangeRequest; migration: Migration }) {
  const resolve = useResolveRequest(migration.id);
  const refused = useRoleReasons("migration.review");
  const isOpen = request.resolvedAt === null;
  const isCurrent = request.revision === migration.revision;
  const openWord = isCurrent ? "stands in the way" : `on revision ${request.revision}`;
  const word = isOpen ? openWord : `resolved by ${request.resolvedByName}`;
  return (
    <li className="flex flex-col gap-1 rounded-md border border-warning/40 bg-warning-soft px-3 py-2 text-[0.8125rem]">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs">
        <MessageSquareWarning aria-hidden className="size-3.5 text-warning-ink" />
        <strong className="font-medium">{request.byName} asks for a change</strong>
        <RelativeTime at={request.at} />
        <Badge tone={isOpen ? "warning" : "neutral"}>{word}</Badge>
      </p>
      <p className="text-pretty break-words whitespace-pre-wrap">{request.body}</p>
      {request.resolution ? <p className="text-xs text-muted-foreground">{request.resolution}</p> : null}
      <Refusal error={resolve.error} />
      {isOpen ? (
        <ReasonsButton
          size="xs"
          className="self-start"
          reasons={refused}
          isPending={resolve.isPending}
          consequence="It does not stand in the way of approval any more"
          onClick={() => resolve.mutate(request.id)}
        >
          Resolve
        </ReasonsButton>
      ) : null}
    </li>
  );
}

/** Requests for another form of a step, and for approvers the place to make one. */
export function ChangeRequests({ migration, step }: { migration: Migration; step: StepId }) {
  const [isOpen, setIsOpen] = useState(false);
  const [body, setBody] = useState("");
  const ask = useRequestChanges(migration.id);
  const mayAsk = useRoleReasons("migration.review").length === 0;
  const own = migration.requests.filter((it) => it.step === step);
  const isReviewed = migration.state === "in_review" || migration.state === "approved";
  const send = () =>
    ask.mutate(
      { step, body, digest: migration.digest },
      {
        onSuccess: () => {
          setBody("");
          setIsOpen(false);
        },
      },
    );
  const label = `What is to change in step ${step}`;
  return (
    <>
      {own.length > 0 ? (
        <ul className="flex basis-full flex-col gap-2">
          {own.map((it) => (
            <RequestRow key={it.id} request={it} migration={migration} />
          ))}
        </ul>
      ) : null}
      {isOpen ? (
        <div className="flex basis-full flex-col gap-2">
          <Textarea
            aria-label={label}
            placeholder={label}
            rows={2}
            maxLength={4000}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
          <Refusal error={ask.error} />
          <div className="flex gap-2">
            <Button size="sm" disabled={body.trim() === ""} isPending={ask.isPending} onClick={send}>
              Request the change
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setIsOpen(false)}>
              Never mind
            </Button>
          </div>
        </div>
      ) : mayAsk && isReviewed ? (
        <Button size="xs" variant="ghost" className="-ml-2" onClick={() => setIsOpen(true)}>
          <MessageSquareWarning />
          Request a change
        </Button>
      ) : null}
    </>
  );
}
