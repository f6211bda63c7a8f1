import type { Forecast, StepForecast } from "#contracts/forecast.ts";
import { bytes, duration, facts, table } from "./print.ts";

const short = (seconds: number): string =>
  seconds < 10 ? `${seconds.toFixed(seconds < 1 ? 2 : 1)} s` : duration(seconds);
const between = (seconds: StepForecast["seconds"]): string =>
  seconds === null ? "not known" : `${short(seconds.low)} – ${short(seconds.high)}`;
const space = (value: number | null): string => (value === 0 ? "none" : (bytes(value) ?? "not known"));

const locks = ({ lock, blocks }: StepForecast): string =>
  lock === null ? "–" : `${lock}${blocks.length > 0 ? ` (${blocks.join(" and ")} wait)` : ""}`;

/** Locks, time and space of each step, and of all. */
export function describeForecast({ databaseName, forecast }: Forecast): string {
  const rows = forecast.steps.map((it) => [
    it.step,
    locks(it),
    between(it.seconds),
    space(it.diskBytes),
    space(it.walBytes),
    it.replication.risk,
    it.holders.length === 0 ? "nobody" : `${it.holders.length} sessions`,
    it.title,
  ]);
  const { window } = forecast;
  return [
    table(
      ["STEP", "LOCK", "EXPECTED", "DISK", "WAL", "REPLICAS", "IN THE WAY", "TITLE"],
      rows,
      "The plan has no step.",
    ),
    facts([
      ["Database", databaseName],
      ["In all", between(forecast.seconds)],
      ["Quietest hours", window ? `${window.from}:00 – ${window.to}:00 UTC` : "not known yet"],
      ["Long transactions", String(forecast.longTransactions)],
      ["Not seen", forecast.gaps.join(" ")],
    ]),
  ].join("\n\n");
}
