"use client";

import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import type { Dialect } from "#core/domain/dialect.ts";
import { useDatabases } from "./use-databases.ts";

const NONE = "none";

/** Chooses the database that a plan is read against: names, sizes and locks come from its catalog. */
export function DatabasePicker({
  value,
  onChange,
  engine,
  noneLabel = "No database: names and sizes unchecked",
  className,
}: {
  value: string | null;
  onChange: (databaseId: string | null) => void;
  engine: Dialect | null;
  noneLabel?: string;
  className?: string;
}) {
  const databases = useDatabases();
  const fitting = (databases.data?.items ?? []).filter((database) => engine === null || database.engine === engine);
  return (
    <Select value={value ?? NONE} onValueChange={(next) => onChange(next === NONE ? null : next)}>
      <SelectTrigger aria-label="Read against the database" className={className}>
        <SelectValue>{databases.isPending && value !== null ? "Loading the databases…" : undefined}</SelectValue>
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={NONE}>{noneLabel}</SelectItem>
        {fitting.map((database) => (
          <SelectItem key={database.id} value={database.id} disabled={database.unreachable !== null}>
            {database.name} · {database.environment}
            {database.unreachable ? " (unreachable)" : ""}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
