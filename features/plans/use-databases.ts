import { useQuery } from "@tanstack/react-query";
import { listDatabases, listTables } from "#contracts/database.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

/** The databases that a plan can be read against. */
export function useDatabases() {
  return useQuery({
    queryKey: keys.databases.list,
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
    staleTime: 30_000,
  });
}

/** Names of the tables of a database, for completion; read from the target once. */
export function useTableNames(databaseId: string | null): readonly string[] {
  const tables = useQuery({
    queryKey: keys.databases.tables(databaseId ?? ""),
    queryFn: ({ signal }) => call(listTables, { params: { databaseId: databaseId ?? "" } }, { signal }),
    enabled: databaseId !== null,
    staleTime: 5 * 60_000,
  });
  return (tables.data?.items ?? []).map(({ schema, name }) =>
    schema && schema !== "public" && schema !== "main" ? `${schema}.${name}` : name,
  );
}
