"use client";

import type { ReactNode } from "react";
import type { Migration } from "#contracts/migration.ts";
import { ApprovalStandings } from "./approval-standings.tsx";
import { DecideCard } from "./decide-card.tsx";
import { DecisionList } from "./decision-list.tsx";
import { SubmitCard } from "./submit-card.tsx";

/** Where an approval is still to be given: it is in review, or one has lapsed. */
const isToDecide = ({ state, blockers, targets }: Migration): boolean =>
  state === "in_review" ||
  (state === "approved" &&
    targets.some(({ given, required }) => given.length < required) &&
    blockers.reject.length === 0);

/** Submit, how it stands, decide, and what was decided. */
export function ReviewPanel({
  migration,
  databaseId,
  userId,
  planDiff,
}: {
  migration: Migration;
  /** The database the plan is read against: named when it is submitted, unless others are ticked. */
  databaseId: string | null;
  userId: string | null;
  planDiff: (from: number, to: number) => ReactNode;
}) {
  return (
    <div className="flex flex-col gap-4">
      {migration.state === "draft" || migration.state === "rejected" || migration.blockers.submit.length === 0 ? (
        <SubmitCard key={databaseId} migration={migration} databaseId={databaseId} />
      ) : null}
      <ApprovalStandings targets={migration.targets} />
      {isToDecide(migration) ? (
        <DecideCard
          migration={migration}
          isAuthor={userId !== null && migration.authorId === userId}
          planDiff={planDiff}
        />
      ) : null}
      <DecisionList migration={migration} />
    </div>
  );
}
