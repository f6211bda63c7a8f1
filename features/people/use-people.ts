"use client";

import { type QueryKey, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  changePerson,
  createToken,
  invitePerson,
  listInvites,
  listPeople,
  listTokens,
  revokeInvite,
  revokeToken,
} from "#contracts/person.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** Lists that a change touches are asked for anew before it counts as done. */
function useRefresh(...touched: readonly QueryKey[]) {
  const queries = useQueryClient();
  return () => Promise.all(touched.map((queryKey) => queries.invalidateQueries({ queryKey })));
}

export const usePeople = () =>
  useQuery({ queryKey: keys.people, queryFn: ({ signal }) => call(listPeople, {}, { signal }) });

export const useInvites = () =>
  useQuery({ queryKey: keys.invites, queryFn: ({ signal }) => call(listInvites, {}, { signal }) });

export const useTokens = () =>
  useQuery({ queryKey: keys.tokens, queryFn: ({ signal }) => call(listTokens, {}, { signal }) });

export const useChangePerson = () =>
  useMutation({
    mutationFn: ({ userId, ...body }: { userId: string } & z.input<typeof changePerson.body>) =>
      call(changePerson, { params: { userId }, body }),
    onSuccess: useRefresh(keys.people, keys.me),
  });

export const useInvitePerson = () =>
  useMutation({
    mutationFn: (body: z.input<typeof invitePerson.body>) => call(invitePerson, { body }),
    meta: { quiet: true },
    // Inviting somebody ends single-person mode: the banner must go.
    onSuccess: useRefresh(keys.invites, keys.me, keys.settings),
  });

export const useRevokeInvite = () =>
  useMutation({
    mutationFn: (inviteId: string) => call(revokeInvite, { params: { inviteId } }),
    onSuccess: useRefresh(keys.invites),
  });

export const useCreateToken = () =>
  useMutation({
    mutationFn: (body: z.input<typeof createToken.body>) => call(createToken, { body }),
    meta: { quiet: true },
    onSuccess: useRefresh(keys.tokens),
  });

export const useRevokeToken = () =>
  useMutation({
    mutationFn: (tokenId: string) => call(revokeToken, { params: { tokenId } }),
    onSuccess: useRefresh(keys.tokens),
  });
