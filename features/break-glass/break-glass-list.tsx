"use client";

import { Siren } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { BreakGlass } from "#contracts/break-glass.ts";
import { useMe } from "../session/session-provider.tsx";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { useAnswerBreakGlass, useBreakGlass } from "./use-break-glass.ts";

const WORDS: Record<BreakGlass["state"], string> = {
  asked: "waits for a second person",
  open: "open",
  review: "waits for its review",
  closed: "closed",
  lapsed: "lapsed",
};

function Asked({ glass }: { glass: BreakGlass }) {
  const answer = useAnswerBreakGlass(glass.id);
  const role = useRoleReasons("breakglass.confirm");
  const isMine = useMe().id === glass.requestedById;
  const own = isMine
    ? [
        {
          code: "same-person",
          message: "You asked for it, and two people break the glass",
          fix: "Ask another approver",
          who: "approver",
        },
      ]
    : [];
  return (
    <>
      {answer.error ? <Alert tone="danger" live title={answer.error.message} /> : null}
      <div className="flex flex-wrap gap-2">
        {glass.state === "asked" ? (
          <ReasonsButton
            size="sm"
            variant="danger"
            reasons={[...role, ...own]}
            isPending={answer.isPending}
            consequence={`The plan may run without approval there for ${glass.minutes} minutes from now`}
            onClick={() => answer.mutate({ to: "confirm" })}
          >
            Confirm as the second person
          </ReasonsButton>
        ) : null}
        <Button size="sm" isPending={answer.isPending} onClick={() => answer.mutate({ to: "end" })}>
          {glass.state === "asked" ? "Take back" : "End now"}
        </Button>
      </div>
    </>
  );
}

function Review({ glass }: { glass: BreakGlass }) {
  const [text, setText] = useState("");
  const answer = useAnswerBreakGlass(glass.id);
  const role = useRoleReasons("breakglass.review");
  const me = useMe().id;
  const tookPart = {
    code: "took-part",
    message: "You took part, and who broke the glass does not review it",
    fix: "Ask a third person",
    who: "approver",
  };
  const own = [glass.requestedById, glass.confirmedById].includes(me) ? [tookPart] : [];
  return (
    <div className="flex flex-col gap-2">
      <FormField label="Review" hint="By somebody who took no part: what happened, and was it right?">
        <Textarea rows={3} maxLength={8000} value={text} onChange={(event) => setText(event.target.value)} />
      </FormField>
      {answer.error ? <Alert tone="danger" live title={answer.error.message} /> : null}
      <ReasonsButton
        size="sm"
        className="self-start"
        reasons={[...role, ...own]}
        isPending={answer.isPending}
        onClick={() => answer.mutate({ to: "review", text })}
      >
        Close with this review
      </ReasonsButton>
    </div>
  );
}

/** Plans that may run without approval, or did, with what is still to do about them. */
export function BreakGlassList({ initial }: { initial: { items: BreakGlass[] } }) {
  const { data } = useBreakGlass(initial);
  if (data.items.length === 0) return null;
  return (
    <Card aria-labelledby="glass-title" className="border-danger/40">
      <CardHeader>
        <CardTitle id="glass-title">
          <Siren aria-hidden className="size-4 text-danger-ink" />
          Broken glass
        </CardTitle>
      </CardHeader>
      <ul className="divide-y">
        {data.items.map((it) => (
          <li key={it.id} id={`glass-${it.id}`} className="flex scroll-mt-20 flex-col gap-2 px-4 py-3 text-[0.8125rem]">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link href={`/migrations/${it.migrationId}`} className="font-medium break-words hover:underline">
                {it.migrationTitle}
              </Link>
              on {it.databaseName}
              <Badge tone="danger">{WORDS[it.state]}</Badge>
            </p>
            <p className="break-words">{it.reason}</p>
            <p className="text-xs text-muted-foreground">
              Asked for by {it.requestedByName}, <RelativeTime at={it.requestedAt} />
              {it.confirmedByName ? `; confirmed by ${it.confirmedByName}` : ""}
              {it.until ? (
                <>
                  ; until <AbsoluteTime at={it.until} />
                </>
              ) : null}
              {it.rolloutId ? (
                <>
                  {"; "}
                  <Link href={`/rollouts/${it.rolloutId}`} className="underline underline-offset-2">
                    its rollout
                  </Link>
                </>
              ) : null}
            </p>
            {it.state === "review" ? <Review glass={it} /> : <Asked glass={it} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}
