"use client";

import type { UseMutationResult } from "@tanstack/react-query";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Migration } from "#contracts/migration.ts";
import { ApiError } from "../api.ts";
import { Refusal } from "./refusal.tsx";

/** Whether somebody saved a revision since this editor was opened. */
export const isStale = (error: Error | null): boolean =>
  error instanceof ApiError && (error.problem.code === "stale" || error.problem.code === "conflict");

/** Nothing is lost and nothing is overwritten unseen: the person sees the other revision and decides. */
export function PlanConflict({
  migration,
  theirs,
  save,
  onSeeTheirs,
  onSaveOver,
}: {
  migration: Migration;
  theirs: Migration | undefined;
  save: Pick<UseMutationResult, "error" | "isPending">;
  onSeeTheirs: () => void;
  onSaveOver: () => void;
}) {
  if (!isStale(save.error)) return <Refusal error={save.error} />;
  const last = theirs?.revisions.find((it) => it.number === theirs.revision);
  return (
    <Alert
      tone="warning"
      live
      title={`${last?.authorName ?? "Somebody"} saved revision ${theirs?.revision ?? "?"} while you were editing revision ${migration.revision}`}
      actions={
        <>
          <Button size="sm" onClick={onSeeTheirs} disabled={!theirs}>
            See what differs
          </Button>
          <Button size="sm" variant="danger-outline" onClick={onSaveOver} disabled={!theirs} isPending={save.isPending}>
            Save mine as revision {(theirs?.revision ?? migration.revision) + 1}
          </Button>
        </>
      }
    >
      Yours is still in the editor and was not saved. Revisions are kept: saving yours puts it on top of theirs and
      removes nothing.
    </Alert>
  );
}
