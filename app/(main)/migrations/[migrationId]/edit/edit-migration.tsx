"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { getMigration, type Migration } from "#contracts/migration.ts";
import { call } from "#features/api.ts";
import { keys } from "#features/keys.ts";
import { isStale, PlanConflict } from "#features/migrations/plan-conflict.tsx";
import { useSaveRevision } from "#features/migrations/use-change-migration.ts";
import { PlanWorkbench } from "#features/plans/plan-workbench.tsx";

const SourceDiff = dynamic(() => import("#features/plans/source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

/** The editor of a migration that is there. What it was opened with stays its base until it is saved. */
export function EditMigration({ migration, databaseId }: { migration: Migration; databaseId: string | null }) {
  const router = useRouter();
  const save = useSaveRevision(migration.id);
  const [mine, setMine] = useState(migration.source);
  const [isComparing, setIsComparing] = useState(false);
  const theirs = useQuery({
    queryKey: [...keys.migrations.one(migration.id), "theirs"],
    queryFn: ({ signal }) => call(getMigration, { params: { migrationId: migration.id } }, { signal }),
    enabled: isStale(save.error),
    staleTime: 0,
  });
  const saveOn = (source: string, baseDigest: string) => {
    setMine(source);
    save.mutate({ source, baseDigest }, { onSuccess: (after) => router.push(`/migrations/${after.id}`) });
  };
  return (
    <>
      <PlanWorkbench
        initialSource={migration.source}
        initialDatabaseId={databaseId}
        saveLabel="Save revision"
        isSaving={save.isPending || save.isSuccess}
        onSave={(source) => saveOn(source, migration.digest)}
        notice={
          <PlanConflict
            migration={migration}
            theirs={theirs.data}
            save={save}
            onSeeTheirs={() => setIsComparing(true)}
            onSaveOver={() => theirs.data && saveOn(mine, theirs.data.digest)}
          />
        }
      />
      <Dialog open={isComparing} onOpenChange={setIsComparing}>
        <DialogContent className="max-w-4xl">
          <DialogHeader>
            <DialogTitle>From theirs to yours</DialogTitle>
            <DialogDescription>
              Red is in revision {theirs.data?.revision} only, green is in yours only.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {theirs.data ? (
              <SourceDiff before={theirs.data.source} after={mine} label="Difference of their revision and yours" />
            ) : null}
          </DialogBody>
        </DialogContent>
      </Dialog>
    </>
  );
}
