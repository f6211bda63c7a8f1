import { DomainError } from "#core/domain/domain-error.ts";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration such as `200ms`, `90s`, `10m`, `2h`, `1d`. @throws DomainError `invalid-plan`. */
export function durationMs(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit ?? ""];
  const ms = Number(amount) * (factor ?? Number.NaN);
  if (Number.isSafeInteger(ms)) return ms;
  throw new DomainError(
    "invalid-plan",
    `\`${text}\` is no duration. Write a number and a unit: 200ms, 90s, 10m, 2h or 1d.`,
  );
}
