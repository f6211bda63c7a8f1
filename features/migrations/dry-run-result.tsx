import { CodeBlock } from "#components/data/code-block.tsx";
import { formatBytes, formatCount, formatDuration } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { DryRun } from "#contracts/dry-run.ts";
import { dryRunFacts, whereText } from "./dry-run-words.ts";

function Ranges({ ranges }: { ranges: DryRun["result"]["ranges"] }) {
  return (
    <Table aria-label="Sampled ranges" isScrolled>
      <TableHeader>
        <tr>
          <TableHead>Keys from – to</TableHead>
          <TableHead className="text-right">Rows</TableHead>
          <TableHead className="text-right">Changed</TableHead>
          <TableHead className="text-right">Took</TableHead>
          <TableHead className="text-right">WAL</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {ranges.map((it) => (
          <TableRow key={`${it.from} ${it.to}`}>
            <TableCell className="font-mono text-xs break-all">
              {it.from} – {it.to}
            </TableCell>
            <TableCell className="text-right nums">{formatCount(it.rows)}</TableCell>
            <TableCell className="text-right nums">{formatCount(it.changed)}</TableCell>
            <TableCell className="text-right whitespace-nowrap nums">{formatDuration(it.ms)}</TableCell>
            <TableCell className="text-right whitespace-nowrap nums">
              {it.walBytes === null ? "–" : formatBytes(it.walBytes)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** What a dry run has found. */
export function DryRunResult({ dryRun }: { dryRun: DryRun }) {
  const { result } = dryRun;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="text-xs text-pretty text-muted-foreground">
        {whereText(result)} on <span className="font-medium text-foreground">{dryRun.databaseName}</span>,{" "}
        <RelativeTime at={dryRun.at} />, by {dryRun.byName}.
      </p>
      {result.warnings.map((it) => (
        <Alert key={it} tone="warning">
          {it}
        </Alert>
      ))}
      <DefinitionList isGrid items={dryRunFacts(result)} />
      <details className="min-w-0">
        <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
          Plan, locks, statement and ranges
        </summary>
        <div className="flex min-w-0 flex-col gap-3 pt-2">
          <CodeBlock code={result.statement} language="sql" label="Statement of a batch" />
          <div>
            <h4 className="mb-1 text-xs font-medium">Query plan</h4>
            <pre className="overflow-x-auto rounded-md border bg-muted/60 px-3 py-2 text-xs">
              {result.plan.join("\n")}
            </pre>
          </div>
          <div>
            <h4 className="mb-1 text-xs font-medium">Locks that it took</h4>
            <ul className="text-xs">
              {result.locks.map((it) => (
                <li key={it} className="font-mono break-all">
                  {it}
                </li>
              ))}
              {result.locks.length === 0 ? <li className="text-muted-foreground">none were seen</li> : null}
            </ul>
          </div>
          <Ranges ranges={result.ranges} />
        </div>
      </details>
    </div>
  );
}
