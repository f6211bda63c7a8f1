import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { z } from "zod";
import { delegateApprovals, endDelegation, listDelegations } from "#contracts/approval.ts";
import { listPeople } from "#contracts/person.ts";
import {
  changeGroup,
  changePolicy,
  createGroup,
  getPolicy,
  type groupBody,
  listGroups,
  type policyBody,
  removeGroup,
} from "#contracts/policy.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export const usePolicy = () =>
  useQuery({ queryKey: keys.policy, queryFn: ({ signal }) => call(getPolicy, {}, { signal }) });
export const useGroups = () =>
  useQuery({ queryKey: keys.groups, queryFn: ({ signal }) => call(listGroups, {}, { signal }) });
export const usePeople = () =>
  useQuery({ queryKey: keys.people, queryFn: ({ signal }) => call(listPeople, {}, { signal }) });
export const useDelegations = () =>
  useQuery({ queryKey: keys.delegations, queryFn: ({ signal }) => call(listDelegations, {}, { signal }) });

function useRefresh() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [keys.policy, keys.groups, keys.delegations, keys.approvals, keys.migrations.all].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
}

/** What was saved is told here, not by the form: the form of the old version is gone by then. */
export function useChangePolicy() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: z.input<typeof policyBody>) => call(changePolicy, { body }),
    onSuccess: ({ version, voided }) => {
      toast.success(`Version ${version} counts now${voided > 0 ? `; ${voided} plans must be approved anew` : ""}.`);
      return refresh();
    },
    meta: { quiet: true },
  });
}

export const useSaveGroup = () =>
  useMutation({
    mutationFn: ({ groupId, ...body }: z.input<typeof groupBody> & { groupId: string | null }) =>
      groupId === null ? call(createGroup, { body }) : call(changeGroup, { params: { groupId }, body }),
    onSuccess: useRefresh(),
    meta: { quiet: true },
  });

export const useRemoveGroup = () =>
  useMutation({
    mutationFn: (groupId: string) => call(removeGroup, { params: { groupId } }),
    onSuccess: useRefresh(),
  });

export const useDelegate = () =>
  useMutation({
    mutationFn: (body: z.input<typeof delegateApprovals.body>) => call(delegateApprovals, { body }),
    onSuccess: useRefresh(),
    meta: { quiet: true },
  });

export const useEndDelegation = () =>
  useMutation({
    mutationFn: (delegationId: string) => call(endDelegation, { params: { delegationId } }),
    onSuccess: useRefresh(),
  });
