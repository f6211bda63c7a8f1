"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { getAuditChain, verifyAudit } from "#contracts/audit.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export type AuditChain = z.output<typeof getAuditChain.response>;

const POLL_MS = 15_000;

export const useAuditChain = () =>
  useQuery({
    queryKey: keys.audit.chain,
    queryFn: ({ signal }) => call(getAuditChain, {}, { signal }),
    refetchInterval: POLL_MS,
  });

export function useVerifyAudit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(verifyAudit, { body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.audit.all }),
  });
}
