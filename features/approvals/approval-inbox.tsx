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
import { listApprovals } from "#contracts/overview.ts";
import { STAGE_LABELS } from "#core/domain/approvals/stage.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

type Approvals = OperationResponse<typeof listApprovals>;

function Stage({ stage: it }: { stage: Approvals["stages"][number] }) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <Link href={`/rollouts/${it.rolloutId}`} className="font-medium break-words hover:underline">
          {STAGE_LABELS[it.stage]}: {it.title}
        </Link>
        <p className="text-xs text-pretty break-words text-muted-foreground">
          {it.databaseName}, since <RelativeTime at={it.since} />. {it.asks}
        </p>
      </div>
      {it.isMine ? (
        <Button asChild size="sm" variant="primary">
          <Link href={`/rollouts/${it.rolloutId}`}>Decide</Link>
        </Button>
      ) : (
        <span className="text-xs text-muted-foreground">waits for another approver</span>
      )}
    </li>
  );
}

function Item({ migration, isMine }: { migration: Approvals["mine"][number]; isMine: boolean }) {
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
        {migration.asks ? <p className="text-xs text-pretty break-words">{migration.asks}.</p> : null}
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
  const [myStages, otherStages] = [data.stages.filter((it) => it.isMine), data.stages.filter((it) => !it.isMine)];
  const mine = data.mine.length + myStages.length;
  return (
    <>
      <Section title={<>Waiting for you {mine > 0 ? <Count of={mine} /> : null}</>}>
        <Card>
          {mine > 0 ? (
            <ul className="divide-y">
              {myStages.map((it) => (
                <Stage key={it.rolloutId + it.stage} stage={it} />
              ))}
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
      {data.others.length + otherStages.length > 0 ? (
        <Section title="Waiting for others">
          <Card>
            <ul className="divide-y">
              {otherStages.map((it) => (
                <Stage key={it.rolloutId + it.stage} stage={it} />
              ))}
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
