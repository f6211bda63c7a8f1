import { useQuery } from "@tanstack/react-query";
import { getTable, listNames, listTables } from "#contracts/database.ts";
import { call } from "../../api.ts";
import { keys } from "../../keys.ts";
import { writtenName } from "./written-name.ts";

const STALE_MS = 5 * 60_000;

export function useTables(databaseId: string | null) {
  return useQuery({
    queryKey: keys.databases.tables(databaseId ?? ""),
    queryFn: ({ signal }) => call(listTables, { params: { databaseId: databaseId ?? "" } }, { signal }),
    enabled: databaseId !== null,
    staleTime: STALE_MS,
  });
}

/** A table of the list, by the name that is written in the plan. */
export function useTable(databaseId: string | null, written: string | null) {
  const tables = useTables(databaseId);
  const found = tables.data?.items.find((it) => written !== null && isWritten(it, written));
  return useQuery({
    queryKey: keys.databases.table(databaseId ?? "", found?.schema ?? null, found?.name ?? ""),
    queryFn: ({ signal }) =>
      call(
        getTable,
        {
          params: { databaseId: databaseId ?? "" },
          query: { name: found?.name ?? "", ...(found?.schema ? { schema: found.schema } : {}) },
        },
        { signal },
      ),
    enabled: databaseId !== null && found !== undefined,
    staleTime: STALE_MS,
  });
}

const isWritten = (it: { readonly schema: string | null; readonly name: string }, written: string): boolean =>
  writtenName(it) === written.trim() ||
  `${it.schema}.${writtenName({ schema: null, name: it.name })}` === written.trim();

export function useNames(databaseId: string | null) {
  return useQuery({
    queryKey: keys.databases.names(databaseId ?? ""),
    queryFn: ({ signal }) => call(listNames, { params: { databaseId: databaseId ?? "" } }, { signal }),
    enabled: databaseId !== null,
    staleTime: STALE_MS,
  });
}
