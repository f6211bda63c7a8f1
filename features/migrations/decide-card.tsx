"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ChooseField } from "#components/data/choose-field.tsx";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { ApprovalSubject } from "#contracts/approval.ts";
import type { Migration } from "#contracts/migration.ts";
import { Differences } from "./differences.tsx";
import { Refusal } from "./refusal.tsx";
import { useApproval, useReviewMigration } from "./use-change-migration.ts";

const SELF = "self";

function Place({
  subject,
  value,
  onChange,
}: {
  subject: ApprovalSubject | undefined;
  value: string;
  onChange: (value: string) => void;
}) {
  if (!subject || subject.standsInFor.length === 0) return null;
  const others = subject.standsInFor.map(({ id, name }) => ({ value: id, label: `in the place of ${name}` }));
  return (
    <ChooseField
      label="Decide"
      hint="Somebody delegated their place in the policy to you."
      value={value}
      options={[{ value: SELF, label: "for myself" }, ...others]}
      onChange={onChange}
    />
  );
}

function Unread({ subject }: { subject: ApprovalSubject | undefined }) {
  const unread = (subject?.targets ?? []).filter(({ problem }) => problem !== null);
  return unread.map(({ databaseId, databaseName, problem }) => (
    <Alert key={databaseId} tone="warning" title={`${databaseName} could not be read`}>
      {problem}
    </Alert>
  ));
}

/** The decision: what it is for, what changed since the last one, and the two buttons. */
export function DecideCard({
  migration,
  isAuthor,
  planDiff,
}: {
  migration: Migration;
  isAuthor: boolean;
  /** Shows the difference of two revisions. */
  planDiff: (from: number, to: number) => ReactNode;
}) {
  const [comment, setComment] = useState("");
  const [place, setPlace] = useState(SELF);
  const approval = useApproval(migration);
  const review = useReviewMigration(migration.id);
  const subject = approval.data;
  const instead = subject?.standsInFor.find(({ id }) => id === place);
  const decide = (decision: "approve" | "reject") =>
    review.mutate(
      {
        decision,
        digest: migration.digest,
        comment,
        ...(subject && decision === "approve" ? { approvalDigest: subject.approvalDigest } : {}),
        ...(instead ? { forId: instead.id } : {}),
      },
      { onSuccess: () => setComment(""), onError: () => void approval.refetch() },
    );
  const pending = review.isPending ? review.variables.decision : null;
  const approvesAlone = isAuthor && migration.blockers.approve.length === 0;
  const reading = { code: "reading", message: "The databases are being read", fix: "Wait a moment", who: "nobody" };
  const against = instead ? instead.blockers : migration.blockers.approve;
  return (
    <Card className="border-primary/40">
      <CardHeader>
        <CardTitle>Decide on revision {migration.revision}</CardTitle>
        <code className="text-xs text-muted-foreground nums" title={subject?.approvalDigest ?? migration.digest}>
          {subject ? `approval ${subject.approvalDigest.slice(0, 12)}` : migration.digest.slice(0, 12)}
        </code>
      </CardHeader>
      <CardContent className="flex flex-col gap-3">
        {approvesAlone ? (
          <Alert tone="warning" title="You wrote this plan yourself">
            Single-person mode lets you approve it; the approval is marked so in the log and in every report.
          </Alert>
        ) : null}
        <Differences differences={subject?.differences ?? []} />
        {subject?.changedSince ? planDiff(subject.changedSince.from, subject.changedSince.to) : null}
        <Unread subject={subject} />
        <Refusal error={approval.error} />
        <Place subject={subject} value={place} onChange={setPlace} />
        <FormField label="Comment" isOptional>
          <Textarea value={comment} rows={3} maxLength={4000} onChange={(event) => setComment(event.target.value)} />
        </FormField>
        <Refusal error={review.error} />
      </CardContent>
      <CardFooter>
        <ReasonsButton
          variant="primary"
          reasons={[...against, ...(approval.isPending ? [reading] : [])]}
          consequence="What you see is stored with your decision, and rollouts of exactly this may be started"
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
