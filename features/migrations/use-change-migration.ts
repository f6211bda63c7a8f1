import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  commentOnMigration,
  createMigration,
  type Migration,
  reviewMigration,
  saveRevision,
  submitMigration,
} from "#contracts/migration.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

function useTakeOver() {
  const queries = useQueryClient();
  return async (after: Migration) => {
    queries.setQueryData(keys.migrations.one(after.id), after);
    await Promise.all([
      queries.invalidateQueries({ queryKey: keys.migrations.list }),
      queries.invalidateQueries({ queryKey: keys.migrations.plans(after.id) }),
      queries.invalidateQueries({ queryKey: keys.approvals }),
      queries.invalidateQueries({ queryKey: keys.overview }),
    ]);
  };
}

export function useCreateMigration() {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (source: string) => call(createMigration, { body: { source } }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

/** Refused with `stale` when somebody saved since `baseDigest` was read. */
export function useSaveRevision(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (body: { source: string; baseDigest: string }) => call(saveRevision, { params: { migrationId }, body }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

export function useSubmitMigration(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (databaseId: string | null) =>
      call(submitMigration, { params: { migrationId }, body: databaseId ? { databaseId } : {} }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

export function useReviewMigration(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (body: { decision: "approve" | "reject"; digest: string; comment: string }) =>
      call(reviewMigration, { params: { migrationId }, body }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

export function useComment(migrationId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { body: string; step?: StepId }) => call(commentOnMigration, { params: { migrationId }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.migrations.one(migrationId) }),
  });
}
