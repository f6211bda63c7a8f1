import { useQuery } from "@tanstack/react-query";
import type { OperationResponse } from "#contracts/define-operation.ts";
import { getMigration, listMigrations, type Migration } from "#contracts/migration.ts";
import { call } from "../api.ts";
import { keys } from "../keys.ts";

export function useMigrations(initialData: OperationResponse<typeof listMigrations>) {
  return useQuery({
    queryKey: keys.migrations.list,
    queryFn: ({ signal }) => call(listMigrations, {}, { signal }),
    initialData,
  });
}

export function useMigration(initialData: Migration) {
  const { id } = initialData;
  return useQuery({
    queryKey: keys.migrations.one(id),
    queryFn: ({ signal }) => call(getMigration, { params: { migrationId: id } }, { signal }),
    initialData,
  });
}
