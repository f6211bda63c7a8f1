"use client";

import { ListChecks, MessageSquare, PencilLine } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Crumb } from "#components/layout/breadcrumb.tsx";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { Migration } from "#contracts/migration.ts";
import type { Finding } from "#contracts/plan.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { ChangeRequests } from "#features/migrations/change-requests.tsx";
import { CommentThread } from "#features/migrations/comment-thread.tsx";
import { MigrationStateBadge } from "#features/migrations/migration-state-badge.tsx";
import { RevisionList } from "#features/migrations/revision-list.tsx";
import { RolloutHistory } from "#features/migrations/rollout-history.tsx";
import { StartRollout } from "#features/migrations/start-rollout-dialog.tsx";
import { useSaveRevision } from "#features/migrations/use-change-migration.ts";
import { useMigration } from "#features/migrations/use-migrations.ts";
import { usePlan } from "#features/migrations/use-plan.ts";
import { DatabasePicker } from "#features/plans/database-picker.tsx";
import { PlanSequence } from "#features/plans/plan-sequence.tsx";
import { SaferFormDialog } from "#features/plans/safer-form-dialog.tsx";
import { ReviewTab } from "./review-tab.tsx";

const SourceDiff = dynamic(() => import("#features/plans/source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

const TABS = ["plan", "review", "revisions", "rollouts"] as const;
type Tab = (typeof TABS)[number];

function PlanSkeleton() {
  return (
    <div role="status" aria-label="Reading the plan against the database" className="flex flex-col gap-2">
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
      <Skeleton className="h-24" />
    </div>
  );
}

/** A migration: what it does, who has read it, how it came about, where it has run. */
export function MigrationRoom({
  initial,
  initialDatabaseId,
  initialTab,
  userId,
}: {
  initial: Migration;
  initialDatabaseId: string | null;
  initialTab: string | null;
  userId: string | null;
}) {
  const router = useRouter();
  const { data: migration } = useMigration(initial);
  const [databaseId, setDatabaseId] = useState(initialDatabaseId);
  const [tab, setTab] = useState<Tab>(TABS.find((it) => it === initialTab) ?? "plan");
  const [safer, setSafer] = useState<Finding | null>(null);
  const save = useSaveRevision(migration.id);
  const plan = usePlan(migration, databaseId);
  const editor = (from?: string) => {
    const query = new URLSearchParams({ ...(databaseId ? { database: databaseId } : {}), ...(from ? { from } : {}) });
    return `/migrations/${migration.id}/edit${query.size > 0 ? `?${query}` : ""}`;
  };
  const isFromOperations = plan.data?.phases.some(({ steps }) => steps.some(({ from }) => from !== null)) ?? false;
  return (
    <Page>
      <Crumb segment={migration.id} label={migration.title} />
      <PageHeader
        title={migration.title}
        state={<MigrationStateBadge state={migration.state} />}
        description={
          <p className="flex flex-wrap gap-x-3 text-xs">
            <span className="font-mono">{migration.name}</span>
            <span className="nums">
              revision {migration.revision} <code title={migration.digest}>{migration.digest.slice(0, 10)}</code>
            </span>
            <span>{DIALECT_LABELS[migration.engine]}</span>
            <span>
              {migration.authorName}, <RelativeTime at={migration.updatedAt} />
            </span>
          </p>
        }
        actions={
          <>
            {isFromOperations ? (
              <ReasonsButton reasons={migration.blockers.edit} onClick={() => router.push(editor("operations"))}>
                <ListChecks />
                Change the operations
              </ReasonsButton>
            ) : null}
            <ReasonsButton reasons={migration.blockers.edit} onClick={() => router.push(editor())}>
              <PencilLine />
              Edit
            </ReasonsButton>
            <StartRollout migration={migration} databaseId={databaseId} />
          </>
        }
      />
      {migration.description ? (
        <p className="max-w-prose text-pretty whitespace-pre-wrap">{migration.description}</p>
      ) : null}
      <Tabs value={tab} onValueChange={(next) => setTab(TABS.find((it) => it === next) ?? "plan")}>
        <TabsList>
          <TabsTrigger value="plan">Plan</TabsTrigger>
          <TabsTrigger value="review">Review</TabsTrigger>
          <TabsTrigger value="revisions">
            Revisions <span className="text-muted-foreground nums">{migration.revisions.length}</span>
          </TabsTrigger>
          <TabsTrigger value="rollouts">
            Rollouts <span className="text-muted-foreground nums">{migration.rollouts.length}</span>
          </TabsTrigger>
        </TabsList>
        <TabsContent value="plan" className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <DatabasePicker
              value={databaseId}
              onChange={setDatabaseId}
              engine={migration.engine}
              className="w-full sm:w-80"
            />
            {plan.data?.checkedAgainst ? (
              <span className="text-xs text-muted-foreground">
                names and sizes read <RelativeTime at={plan.data.checkedAgainst.at} />
              </span>
            ) : null}
          </div>
          {plan.error ? (
            <Alert tone="danger" live title="The plan could not be read against this database">
              {plan.error.message}
            </Alert>
          ) : null}
          <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
            <div className={cn("min-w-0 transition-opacity", plan.isPlaceholderData && "opacity-60")}>
              {plan.data ? (
                <PlanSequence
                  plan={plan.data}
                  onSaferForm={migration.blockers.edit.length === 0 ? setSafer : undefined}
                  below={(step) =>
                    step.synthetic ? null : (
                      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
                        <ChangeRequests migration={migration} step={step.id} />
                        <div className="min-w-0 flex-1">
                          <CommentThread migration={migration} step={step.id} />
                        </div>
                      </div>
                    )
                  }
                />
              ) : plan.isPending ? (
                <PlanSkeleton />
              ) : null}
            </div>
            <Card className="self-start xl:sticky xl:top-20">
              <CardHeader>
                <CardTitle>
                  <MessageSquare aria-hidden className="size-4 text-muted-foreground" />
                  Discussion
                </CardTitle>
              </CardHeader>
              <CardContent>
                <CommentThread migration={migration} step={null} />
              </CardContent>
            </Card>
          </div>
        </TabsContent>
        <TabsContent value="review" className="flex flex-col gap-5">
          <ReviewTab
            migration={migration}
            plan={plan.data}
            databaseId={databaseId}
            onDatabase={setDatabaseId}
            userId={userId}
          />
        </TabsContent>
        <TabsContent value="revisions">
          <RevisionList
            migration={migration}
            compare={(before, after, label) => <SourceDiff before={before} after={after} label={label} />}
          />
        </TabsContent>
        <TabsContent value="rollouts">
          <RolloutHistory rollouts={migration.rollouts} />
        </TabsContent>
      </Tabs>
      <SaferFormDialog
        source={migration.source}
        finding={safer}
        onClose={() => {
          setSafer(null);
          save.reset();
        }}
        onTake={(source) => save.mutate({ source, baseDigest: migration.digest }, { onSuccess: () => setSafer(null) })}
        takeLabel={`Save as revision ${migration.revision + 1}`}
        isTaking={save.isPending}
        refusal={save.error?.message ?? null}
      />
    </Page>
  );
}
