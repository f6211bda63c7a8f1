"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, Inbox } from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Section } from "#components/layout/section.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { OperationResponse } from "#contracts/define-operation.ts";
import type { MigrationSummary } from "#contracts/migration.ts";
import { listApprovals } from "#contracts/overview.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

type Approvals = OperationResponse<typeof listApprovals>;

function Item({ migration, isMine }: { migration: MigrationSummary; isMine: boolean }) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <Link href={`/migrations/${migration.id}`} className="font-medium break-words hover:underline">
          {migration.title}
        </Link>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span className="font-mono">{migration.name}</span>
          <span className="nums">revision {migration.revision}</span>
          <span>{DIALECT_LABELS[migration.engine]}</span>
          <span>
            {migration.authorName}, <RelativeTime at={migration.updatedAt} />
          </span>
        </p>
      </div>
      {isMine ? (
        <div className="flex gap-2">
          <Button asChild size="sm">
            <Link href={`/migrations/${migration.id}`}>Read the plan</Link>
          </Button>
          <Button asChild size="sm" variant="primary">
            <Link href={`/migrations/${migration.id}?tab=review`}>Decide</Link>
          </Button>
        </div>
      ) : (
        <span className="text-xs text-muted-foreground">waits for another approver</span>
      )}
    </li>
  );
}

function Decided({ items }: { items: Approvals["decided"] }) {
  return (
    <ul className="divide-y">
      {items.map((it) => {
        const Icon = it.decision === "approved" ? CircleCheck : CircleX;
        return (
          <li
            key={`${it.migrationId} ${it.at}`}
            className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-4 py-2.5 text-[0.8125rem]"
          >
            <Icon
              aria-hidden
              className={it.decision === "approved" ? "size-4 text-success-ink" : "size-4 text-danger-ink"}
            />
            <Link href={`/migrations/${it.migrationId}`} className="font-medium hover:underline">
              {it.title}
            </Link>
            <span className="text-muted-foreground">
              {it.decision} by {it.byName}, <RelativeTime at={it.at} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What waits for my decision, what waits for others, and what was decided lately. */
export function ApprovalInbox({ initialData }: { initialData: Approvals }) {
  const { data } = useQuery({
    queryKey: keys.approvals,
    queryFn: ({ signal }) => call(listApprovals, {}, { signal }),
    initialData,
  });
  return (
    <>
      <Section title={<>Waiting for you {data.mine.length > 0 ? <Count of={data.mine.length} /> : null}</>}>
        <Card>
          {data.mine.length > 0 ? (
            <ul className="divide-y">
              {data.mine.map((migration) => (
                <Item key={migration.id} migration={migration} isMine />
              ))}
            </ul>
          ) : (
            <EmptyState icon={Inbox} title="Nothing waits for you" isSmall>
              Plans that somebody submits for review appear here.
            </EmptyState>
          )}
        </Card>
      </Section>
      {data.others.length > 0 ? (
        <Section title="Waiting for others">
          <Card>
            <ul className="divide-y">
              {data.others.map((migration) => (
                <Item key={migration.id} migration={migration} isMine={false} />
              ))}
            </ul>
          </Card>
        </Section>
      ) : null}
      {data.decided.length > 0 ? (
        <Section title="Decided lately">
          <Card>
            <Decided items={data.decided} />
          </Card>
        </Section>
      ) : null}
    </>
  );
}

const Count = ({ of }: { of: number }) => (
  <span className="rounded-full bg-primary px-1.5 text-2xs font-semibold text-primary-foreground nums">{of}</span>
);
