"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { listAudit, listAuditFacets } from "#contracts/audit.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";
import type { AuditFilter } from "./audit-filter.ts";

const NEWEST_POLL_MS = 15_000;

export const useAudit = (filter: AuditFilter) =>
  useInfiniteQuery({
    queryKey: keys.audit.list(filter),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listAudit, { query: { ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) } }, { signal }),
    getNextPageParam: (page) => page.next,
    refetchInterval: NEWEST_POLL_MS,
  });

export const useAuditFacets = () =>
  useQuery({
    queryKey: keys.audit.facets,
    queryFn: ({ signal }) => call(listAuditFacets, {}, { signal }),
    staleTime: 60_000,
  });
