"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import {
  changeDatabase,
  type Database,
  getActivity,
  getDatabase,
  getTable,
  listDatabaseRollouts,
  listDatabases,
  listTables,
  registerDatabase,
  removeDatabase,
  testDatabase,
  testTarget,
} from "#contracts/database.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

const LIST_POLL_MS = 30_000;
const ACTIVITY_POLL_MS = 5_000;

export const useDatabases = (initial: { items: Database[] }) =>
  useQuery({
    queryKey: keys.databases.list,
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
    initialData: initial,
    refetchInterval: LIST_POLL_MS,
  });

export const useDatabase = (initial: Database) =>
  useQuery({
    queryKey: keys.databases.one(initial.id),
    queryFn: ({ signal }) => call(getDatabase, { params: { databaseId: initial.id } }, { signal }),
    initialData: initial,
    refetchInterval: LIST_POLL_MS,
  });

export const useTables = (databaseId: string) =>
  useQuery({
    queryKey: keys.databases.tables(databaseId),
    queryFn: ({ signal }) => call(listTables, { params: { databaseId } }, { signal }),
    staleTime: LIST_POLL_MS,
  });

export const useTable = (databaseId: string, schema: string | null, name: string) =>
  useQuery({
    queryKey: keys.databases.table(databaseId, schema, name),
    queryFn: ({ signal }) =>
      call(getTable, { params: { databaseId }, query: { name, ...(schema === null ? {} : { schema }) } }, { signal }),
  });

/** Who works on the database right now; asked again every few seconds while somebody looks. */
export const useActivity = (databaseId: string) =>
  useQuery({
    queryKey: keys.databases.activity(databaseId),
    queryFn: ({ signal }) => call(getActivity, { params: { databaseId } }, { signal }),
    refetchInterval: ACTIVITY_POLL_MS,
  });

export const useDatabaseRollouts = (databaseId: string) =>
  useQuery({
    queryKey: keys.databases.rollouts(databaseId),
    queryFn: ({ signal }) => call(listDatabaseRollouts, { params: { databaseId } }, { signal }),
  });

export const useTestTarget = () =>
  useMutation({
    mutationFn: (body: z.input<typeof testTarget.body>) => call(testTarget, { body }),
    meta: { quiet: true },
  });

/** The database as the server has it now goes into the cache; lists are asked for anew. */
function useKeep() {
  const queries = useQueryClient();
  return (database: Database) => {
    queries.setQueryData(keys.databases.one(database.id), database);
    void queries.invalidateQueries({ queryKey: keys.databases.list });
    void queries.invalidateQueries({ queryKey: keys.overview });
  };
}

export const useRegisterDatabase = () =>
  useMutation({
    mutationFn: (body: z.input<typeof registerDatabase.body>) => call(registerDatabase, { body }),
    meta: { quiet: true },
    onSuccess: useKeep(),
  });

export const useTestDatabase = (databaseId: string) =>
  useMutation({
    mutationFn: () => call(testDatabase, { params: { databaseId } }),
    onSuccess: useKeep(),
  });

export const useChangeDatabase = (databaseId: string) =>
  useMutation({
    mutationFn: (body: z.input<typeof changeDatabase.body>) => call(changeDatabase, { params: { databaseId }, body }),
    meta: { quiet: true },
    onSuccess: useKeep(),
  });

export function useRemoveDatabase(databaseId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call(removeDatabase, { params: { databaseId } }),
    meta: { quiet: true },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.databases.list });
      void queries.invalidateQueries({ queryKey: keys.overview });
    },
  });
}
