"use client";

import { CircleCheck, CircleX, Send } from "lucide-react";
import { useState } from "react";
import { ReasonList, ReasonsButton } from "#components/data/reasons-button.tsx";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Migration, ReviewDecision } from "#contracts/migration.ts";
import { ApiError } from "../api.ts";
import { useReviewMigration, useSubmitMigration } from "./use-change-migration.ts";

/** A refusal with what is in the way, as the server said it. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <Alert tone="danger" live title={error.message}>
      {problem?.blockers?.length ? <ReasonList reasons={problem.blockers} /> : null}
      {problem?.errors?.length ? (
        <ul className="list-disc pl-4">
          {problem.errors.map((it) => (
            <li key={`${it.line} ${it.column} ${it.path} ${it.message}`}>
              {it.line ? <span className="nums">Line {it.line}: </span> : null}
              {it.message}
            </li>
          ))}
        </ul>
      ) : null}
    </Alert>
  );
}

function SubmitCard({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const submit = useSubmitMigration(migration.id);
  return (
    <Card>
      <CardHeader>
        <CardTitle>Ask for review</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        <p className="text-[0.8125rem] text-pretty text-muted-foreground">
          An approver reads revision {migration.revision} and decides. The approval holds for exactly this document; an
          edit voids it.{" "}
          {databaseId
            ? "Names are checked against the chosen database first."
            : "Choose a database above to have names checked first."}
        </p>
        <Refusal error={submit.error} />
        <div>
          <ReasonsButton
            variant="primary"
            reasons={migration.blockers.submit}
            isPending={submit.isPending}
            onClick={() => submit.mutate(databaseId)}
          >
            <Send />
            Submit for review
          </ReasonsButton>
        </div>
      </CardContent>
    </Card>
  );
}

function DecideCard({ migration, isAuthor }: { migration: Migration; isAuthor: boolean }) {
  const [comment, setComment] = useState("");
  const review = useReviewMigration(migration.id);
  const decide = (decision: "approve" | "reject") =>
    review.mutate({ decision, digest: migration.digest, comment }, { onSuccess: () => setComment("") });
  const pending = review.isPending ? review.variables.decision : null;
  const approvesAlone = isAuthor && migration.blockers.approve.length === 0;
  return (
    <Card className="border-primary/40">
      <CardHeader>
        <CardTitle>Decide on revision {migration.revision}</CardTitle>
        <code className="text-xs text-muted-foreground nums" title={migration.digest}>
          {migration.digest.slice(0, 12)}
        </code>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        {approvesAlone ? (
          <Alert tone="warning" title="You wrote this plan yourself">
            Single-person mode lets you approve it; the approval is marked so in the log and in every report.
          </Alert>
        ) : null}
        <FormField label="Comment" isOptional>
          <Textarea value={comment} rows={3} maxLength={4000} onChange={(event) => setComment(event.target.value)} />
        </FormField>
        <Refusal error={review.error} />
      </CardContent>
      <CardFooter>
        <ReasonsButton
          variant="primary"
          reasons={migration.blockers.approve}
          consequence="Rollouts of exactly this document may be started"
          isPending={pending === "approve"}
          onClick={() => decide("approve")}
        >
          <CircleCheck />
          Approve
        </ReasonsButton>
        <ReasonsButton
          variant="danger-outline"
          reasons={migration.blockers.reject}
          consequence="Its author has to make a new revision"
          isPending={pending === "reject"}
          onClick={() => decide("reject")}
        >
          <CircleX />
          Reject
        </ReasonsButton>
      </CardFooter>
    </Card>
  );
}

function Decision({ decision }: { decision: ReviewDecision }) {
  const isApproval = decision.decision === "approved";
  const Icon = isApproval ? CircleCheck : CircleX;
  const isVoid = decision.voidedAt !== null;
  return (
    <li className="flex gap-2.5 px-4 py-3 text-[0.8125rem]">
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          isApproval ? "text-success-ink" : "text-danger-ink",
          isVoid && "opacity-60",
        )}
      />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <strong className="font-medium">{decision.byName}</strong>
          {decision.decision} revision {decision.revision}
          <RelativeTime at={decision.at} className="text-muted-foreground nums" />
          {decision.singlePerson ? <Badge tone="warning">alone, in single-person mode</Badge> : null}
          {isVoid ? <Badge>void since an edit</Badge> : null}
        </p>
        {decision.comment ? <p className="text-pretty break-words whitespace-pre-wrap">{decision.comment}</p> : null}
        {isApproval && !isVoid ? (
          <p className="text-xs text-muted-foreground">
            Good until <AbsoluteTime at={decision.expiresAt} />
          </p>
        ) : null}
      </div>
    </li>
  );
}

/** Submit, decide, and what was decided. */
export function ReviewPanel({
  migration,
  databaseId,
  userId,
}: {
  migration: Migration;
  /** The database the plan is read against: names are checked on it when it is submitted. */
  databaseId: string | null;
  userId: string | null;
}) {
  return (
    <div className="flex flex-col gap-4">
      {migration.state === "draft" || migration.state === "rejected" || migration.blockers.submit.length === 0 ? (
        <SubmitCard migration={migration} databaseId={databaseId} />
      ) : null}
      {migration.state === "in_review" ? (
        <DecideCard migration={migration} isAuthor={userId !== null && migration.authorId === userId} />
      ) : null}
      <Card>
        <CardHeader>
          <CardTitle>Decisions</CardTitle>
        </CardHeader>
        {migration.decisions.length > 0 ? (
          <ol className="divide-y">
            {migration.decisions.map((decision) => (
              <Decision key={decision.id} decision={decision} />
            ))}
          </ol>
        ) : (
          <p className="px-4 py-6 text-[0.8125rem] text-muted-foreground">Nobody has decided yet.</p>
        )}
      </Card>
    </div>
  );
}
