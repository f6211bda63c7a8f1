"use client";

import { Download, X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { SearchInput } from "#components/data/search-input.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { exportAudit } from "#contracts/audit.ts";
import { hrefOf } from "../api.ts";
import { useMay } from "../session/session-provider.tsx";
import { type AuditFilter, queryOf } from "./audit-filter.ts";
import { useAuditFacets } from "./use-audit.ts";

const ALL = "__all__";
const TYPING_MS = 300;

function Facet({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly string[];
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Select value={value ?? ALL} onValueChange={(next) => onChange(next === ALL ? undefined : next)}>
      <SelectTrigger aria-label={label} className="w-full sm:w-36">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={ALL}>{label}: all</SelectItem>
        {options.map((option) => (
          <SelectItem key={option} value={option}>
            {option}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

/** Searches when the typing pauses. */
function TextFilter({ text, onChange }: { text: string; onChange: (text: string | undefined) => void }) {
  const [typed, setTyped] = useState(text);
  const [seen, setSeen] = useState(text);
  // Cleared from elsewhere. Any other is what was typed here, to which more may have been typed since.
  if (text !== seen) {
    setSeen(text);
    if (text === "") setTyped("");
  }
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onChange(typed === "" ? undefined : typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onChange]);
  return (
    <SearchInput
      aria-label="Search the activity"
      placeholder="Search names and reasons"
      maxLength={200}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}

/** A day of the reader's time zone as the moment at which it begins, or ends. */
const momentOf = (day: string, end: boolean): string | undefined =>
  day === "" ? undefined : new Date(`${day}T${end ? "23:59:59.999" : "00:00:00"}`).toISOString();
const dayOf = (moment: string | undefined): string => {
  if (!moment) return "";
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

function DayFilter({
  label,
  moment,
  onChange,
}: {
  label: string;
  moment: string | undefined;
  onChange: (day: string) => void;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-2">
      <label htmlFor={id} className="text-xs text-muted-foreground">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        className="w-full text-xs sm:w-32"
        value={dayOf(moment)}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const facets = useAuditFacets().data ?? { actors: [], actions: [], objectTypes: [] };
  const mayExport = useMay("audit.export");
  const set = (changed: { [K in keyof AuditFilter]?: string | undefined }) => onChange({ ...filter, ...changed });
  return (
    <div className="grid grid-cols-2 items-center gap-2 border-b px-4 py-2.5 sm:flex sm:flex-wrap">
      <div className="col-span-2 sm:contents">
        <TextFilter text={filter.text ?? ""} onChange={(text) => set({ text })} />
      </div>
      <Facet label="Who" value={filter.actor} options={facets.actors} onChange={(actor) => set({ actor })} />
      <Facet label="What" value={filter.action} options={facets.actions} onChange={(action) => set({ action })} />
      <Facet
        label="On"
        value={filter.objectType}
        options={facets.objectTypes}
        onChange={(objectType) => set({ objectType })}
      />
      <DayFilter label="From" moment={filter.from} onChange={(day) => set({ from: momentOf(day, false) })} />
      <DayFilter label="To" moment={filter.to} onChange={(day) => set({ to: momentOf(day, true) })} />
      {queryOf(filter) === "" ? null : (
        <Button variant="ghost" onClick={() => onChange({})}>
          <X /> Clear
        </Button>
      )}
      {mayExport ? (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button className="sm:ml-auto">
              <Download /> Export
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem asChild>
              <a href={hrefOf(exportAudit, { query: { ...filter, format: "csv" } })} download="sluice-activity.csv">
                CSV, as filtered
              </a>
            </DropdownMenuItem>
            <DropdownMenuItem asChild>
              <a href={hrefOf(exportAudit, { query: { ...filter, format: "jsonl" } })} download="sluice-activity.jsonl">
                JSON lines, as filtered
              </a>
            </DropdownMenuItem>
          </DropdownMenuContent>
        </DropdownMenu>
      ) : null}
    </div>
  );
}
