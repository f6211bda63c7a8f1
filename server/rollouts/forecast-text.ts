import type { RolloutForecast } from "#contracts/forecast.ts";

const seconds = (value: number): string =>
  value < 10 ? `${value.toFixed(value < 1 ? 2 : 1)} s` : `${Math.round(value).toLocaleString("en")} s`;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");

/** Forecast and actual of each step, in Markdown. */
export function forecastText({ at, steps }: RolloutForecast): string {
  const rows = steps.map(({ forecast, actualSeconds, verdict }) => {
    const { step, title, lock, blocks } = forecast;
    const expected = forecast.seconds ? `${seconds(forecast.seconds.low)} to ${seconds(forecast.seconds.high)}` : "–";
    const locks = lock === null ? "–" : `${lock}${blocks.length > 0 ? `, ${blocks.join(" and ")} wait` : ""}`;
    const actual = actualSeconds === null ? "–" : seconds(actualSeconds);
    return `| ${step} ${cell(title)} | ${cell(locks)} | ${expected} | ${actual} | ${verdict} |`;
  });
  return [
    "## Forecast and actual",
    "",
    `Forecast of ${at.slice(0, 19).replace("T", " ")} UTC, when it began.`,
    "",
    "| step | lock | forecast | took | |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
