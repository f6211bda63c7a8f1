import { formatDuration, formatSeconds } from "#components/data/figures.ts";
import { AbsoluteTime } from "#components/data/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { RolloutForecast } from "#contracts/forecast.ts";

type Compared = RolloutForecast["steps"][number];

const LOOKS: Record<Compared["verdict"], { readonly tone: Tone; readonly word: string }> = {
  within: { tone: "success", word: "as forecast" },
  faster: { tone: "info", word: "faster" },
  slower: { tone: "warning", word: "slower" },
  "under way": { tone: "neutral", word: "under way" },
  "not run": { tone: "neutral", word: "not run" },
  "no forecast": { tone: "neutral", word: "no forecast" },
};

function locksText({ lock, blocks }: Compared["forecast"]): string {
  if (lock === null || lock === "none") return "no lock that others feel";
  return blocks.length > 0 ? `${lock}: ${blocks.join(" and ")} wait` : `${lock}: nobody waits`;
}

/** Forecast beside actual, step by step, as it stood when the rollout began. */
export function ForecastActual({ forecast }: { forecast: RolloutForecast }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="px-4 pt-3 text-xs text-muted-foreground print:pt-0">
        Forecast <AbsoluteTime at={forecast.at} />, when the rollout began. What each step took goes into the next one.
      </p>
      <Table aria-label="Forecast and actual of each step">
        <TableHeader>
          <tr>
            <TableHead>Step</TableHead>
            <TableHead className="text-right">Forecast</TableHead>
            <TableHead className="text-right">Took</TableHead>
            <TableHead className="hidden sm:table-cell print:table-cell">Verdict</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {forecast.steps.map(({ forecast: it, actualSeconds, verdict }) => (
            <TableRow key={it.step} className="break-inside-avoid [&>td]:align-top">
              <TableCell className="min-w-0">
                <span className="block font-medium break-words">{it.title}</span>
                <span className="block text-xs text-muted-foreground">
                  {it.step}, {locksText(it)}
                </span>
                <span className="sm:hidden print:hidden">
                  <Badge tone={LOOKS[verdict].tone}>{LOOKS[verdict].word}</Badge>
                </span>
              </TableCell>
              <TableCell className="text-right nums sm:whitespace-nowrap">
                {it.seconds ? formatSeconds(it.seconds) : "–"}
              </TableCell>
              <TableCell className="text-right whitespace-nowrap nums">
                {actualSeconds === null ? "–" : formatDuration(actualSeconds * 1000)}
              </TableCell>
              <TableCell className="hidden sm:table-cell print:table-cell">
                <Badge tone={LOOKS[verdict].tone}>{LOOKS[verdict].word}</Badge>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
