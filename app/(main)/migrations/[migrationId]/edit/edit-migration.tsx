"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { getMigration, type Migration } from "#contracts/migration.ts";
import type { AuthoredPlan } from "#core/domain/authored-plan.ts";
import { call } from "#features/api.ts";
import { keys } from "#features/keys.ts";
import { isStale, PlanConflict } from "#features/migrations/plan-conflict.tsx";
import { useSaveRevision } from "#features/migrations/use-change-migration.ts";
import { AuthoringTabs, type AuthoringWay } from "#features/plans/authoring-tabs.tsx";
import { LossesAlert } from "#features/plans/losses-alert.tsx";
import { lossesInWords } from "#features/plans/losses-words.ts";
import { PlanWorkbench } from "#features/plans/plan-workbench.tsx";
import { RewriteDialog } from "#features/plans/rewrite-dialog.tsx";

const SourceDiff = dynamic(() => import("#features/plans/source-diff.tsx").then((it) => it.SourceDiff), { ssr: false });

const NONE: readonly string[] = [];
const SAVE = "Save revision";

/** The editor of a migration that is there. What it was opened with stays its base until it is saved. */
export function EditMigration({
  migration,
  authored,
  startWith,
  databaseId,
}: {
  migration: Migration;
  /** `null`: it names no operations, and there is only the document. */
  authored: AuthoredPlan | null;
  startWith: AuthoringWay;
  databaseId: string | null;
}) {
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
  const [rewritten, setRewritten] = useState<{ readonly source: string; readonly databaseId: string | null } | null>(
    null,
  );
  const losses = useMemo(() => (authored ? lossesInWords(authored.losses) : NONE), [authored]);
  const saveOn = (source: string, baseDigest: string, on: string | null) => {
    setMine(source);
    const shown = on ? `?database=${on}` : "";
    save.mutate({ source, baseDigest }, { onSuccess: (after) => router.push(`/migrations/${after.id}${shown}`) });
  };
  const common = {
    initialSource: migration.source,
    initialDatabaseId: databaseId,
    isSaving: save.isPending || save.isSuccess,
    notice: (
      <PlanConflict
        migration={migration}
        theirs={theirs.data}
        save={save}
        onSeeTheirs={() => setIsComparing(true)}
        onSaveOver={() => theirs.data && saveOn(mine, theirs.data.digest, databaseId)}
      />
    ),
  };
  return (
    <>
      {authored ? (
        <AuthoringTabs
          {...common}
          authored={authored}
          startWith={startWith}
          labels={{ operations: SAVE, document: SAVE }}
          operationsNotice={<LossesAlert losses={losses} />}
          onSave={(source, on, by) => {
            if (by === "operations" && losses.length > 0) setRewritten({ source, databaseId: on });
            else saveOn(source, migration.digest, on);
          }}
        />
      ) : (
        <PlanWorkbench {...common} saveLabel={SAVE} onSave={(source) => saveOn(source, migration.digest, databaseId)} />
      )}
      <RewriteDialog
        before={migration.source}
        after={rewritten?.source ?? null}
        losses={losses}
        takeLabel={`Save as revision ${migration.revision + 1}`}
        onClose={() => setRewritten(null)}
        onTake={() => {
          if (rewritten) saveOn(rewritten.source, migration.digest, rewritten.databaseId);
          setRewritten(null);
        }}
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
