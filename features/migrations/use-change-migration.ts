import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { getApproval, getDecisionEvidence, requestChanges, resolveRequest } from "#contracts/approval.ts";
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
      queries.invalidateQueries({ queryKey: keys.migrations.approval(after.id) }),
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
    mutationFn: (ids: readonly string[]) =>
      call(submitMigration, { params: { migrationId }, body: ids.length > 0 ? { databaseIds: [...ids] } : {} }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

type Decision = z.input<typeof reviewMigration.body>;

/** What an approval would be for, read from the databases now; anew when the migration changed. */
export const useApproval = ({ id: migrationId }: Migration) =>
  useQuery({
    queryKey: keys.migrations.approval(migrationId),
    queryFn: ({ signal }) => call(getApproval, { params: { migrationId } }, { signal }),
    staleTime: 15_000,
  });

export const useEvidence = (migrationId: string, decisionId: string) =>
  useQuery({
    queryKey: keys.migrations.evidence(migrationId, decisionId),
    queryFn: ({ signal }) => call(getDecisionEvidence, { params: { migrationId, decisionId } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useRequestChanges(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (body: z.input<typeof requestChanges.body>) => call(requestChanges, { params: { migrationId }, body }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

export function useResolveRequest(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (requestId: string) => call(resolveRequest, { params: { migrationId, requestId }, body: {} }),
    onSuccess: takeOver,
    meta: { quiet: true },
  });
}

export function useReviewMigration(migrationId: string) {
  const takeOver = useTakeOver();
  return useMutation({
    mutationFn: (body: Decision) => call(reviewMigration, { params: { migrationId }, body }),
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
