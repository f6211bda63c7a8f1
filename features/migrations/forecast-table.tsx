import { formatBytes, formatDuration, formatSeconds } from "#components/data/figures.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { StepForecast } from "#contracts/forecast.ts";

const bytes = (value: number | null): string =>
  value === null ? "not known" : value === 0 ? "none" : formatBytes(value);

const RISK_TONES = { none: "neutral", low: "info", high: "danger", "not known": "warning" } as const;

function Lock({ lock, blocks }: Pick<StepForecast, "lock" | "blocks">) {
  if (lock === null || lock === "none") return <span className="text-muted-foreground">none that others feel</span>;
  return (
    <>
      <span className="block text-xs whitespace-nowrap">{lock}</span>
      {blocks.length > 0 ? (
        <span className="block text-xs text-danger-ink">{blocks.join(" and ")} wait</span>
      ) : (
        <span className="block text-xs text-muted-foreground">nobody waits</span>
      )}
    </>
  );
}

function Holders({ holders }: Pick<StepForecast, "holders">) {
  if (holders.length === 0) return <span className="whitespace-nowrap text-muted-foreground">nobody now</span>;
  const [longest] = holders;
  const who = longest?.application ?? longest?.user ?? "somebody";
  const since = longest?.seconds == null ? "" : `, for ${formatDuration(longest.seconds * 1000)}`;
  return (
    <span className="text-xs">
      {holders.length === 1 ? "1 session" : `${holders.length} sessions`}: {who} ({longest?.backend}){since}
    </span>
  );
}

/** What each step locks, takes and needs, on one database. */
export function ForecastTable({ steps }: { steps: readonly StepForecast[] }) {
  return (
    <Table aria-label="Forecast of each step" isScrolled className="min-w-[46rem]">
      <TableHeader>
        <tr>
          <TableHead>Step</TableHead>
          <TableHead className="text-right">Expected</TableHead>
          <TableHead>Lock</TableHead>
          <TableHead className="text-right">Disk, WAL</TableHead>
          <TableHead>Replicas</TableHead>
          <TableHead>In the way</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {steps.map((it) => (
          <TableRow key={it.step} className="align-top [&>td]:align-top">
            <TableCell className="min-w-36">
              <span className="block text-xs text-muted-foreground nums">{it.step}</span>
              <span className="block font-medium break-words">{it.title}</span>
            </TableCell>
            <TableCell className="text-right">
              <span className="block whitespace-nowrap nums">{it.seconds ? formatSeconds(it.seconds) : "–"}</span>
              <span className="block min-w-32 text-xs text-pretty text-muted-foreground">{it.basis}</span>
            </TableCell>
            <TableCell>
              <Lock lock={it.lock} blocks={it.blocks} />
            </TableCell>
            <TableCell className="text-right whitespace-nowrap nums">
              <span className="block">{bytes(it.diskBytes)}</span>
              <span className="block text-xs text-muted-foreground">WAL {bytes(it.walBytes)}</span>
            </TableCell>
            <TableCell>
              <Badge tone={RISK_TONES[it.replication.risk]}>{it.replication.risk}</Badge>
              <span className="block min-w-28 pt-0.5 text-xs text-pretty text-muted-foreground">
                {it.replication.message}
              </span>
            </TableCell>
            <TableCell>
              <Holders holders={it.holders} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
