import { Timer } from "lucide-react";
import { formatBytes, formatSeconds } from "#components/data/figures.ts";
import type { StepForecast } from "#contracts/forecast.ts";

/** How long a step takes, and where that is known from. */
export function StepForecastLine({ forecast }: { forecast: StepForecast | undefined }) {
  if (!forecast?.seconds) return null;
  const { seconds, basis, walBytes } = forecast;
  const wal = walBytes ? `, ${formatBytes(walBytes)} of WAL` : "";
  return (
    <p className="flex items-start gap-2 text-xs">
      <Timer aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted-foreground" />
      <span>
        <span className="nums font-medium">
          {formatSeconds(seconds)}
          {wal}
        </span>{" "}
        <span className="text-muted-foreground">{basis}</span>
      </span>
    </p>
  );
}
