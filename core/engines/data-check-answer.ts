import type { DataCheckResult } from "./data-checks.ts";

export type DataCheckAnswer = Omit<DataCheckResult, "ms">;
export type AnswerBasis = Pick<DataCheckAnswer, "check" | "subject" | "sql">;

/** What was seen of rows, whichever engine looked. */
export interface LookedRows {
  readonly rows: number;
  readonly offending: number;
  readonly samples: DataCheckAnswer["samples"];
  /** Not all rows of the table were meant to be looked at. */
  readonly sampled: boolean;
  /** The time was enough for those that were. */
  readonly isWhole: boolean;
  /** What offending rows mean, where none of them raises an error. */
  readonly offence: "fails" | "differs";
  /** What an offending row does, such as "have no email". */
  readonly breaks: string;
  /** One sentence more, where rows raise errors. */
  readonly why?: string | null | undefined;
}

export const countText = (value: number): string => value.toLocaleString("en");
const rowsText = (rows: number, sampled: boolean): string => `${countText(rows)} ${sampled ? "sampled " : ""}rows`;

export const notKnown = (basis: AnswerBasis, message: string): DataCheckAnswer => ({
  ...basis,
  verdict: "not known",
  rows: null,
  sampled: false,
  offending: null,
  samples: [],
  message,
});

/** The catalog proves it: no row has to be looked at. */
export const proved = (basis: AnswerBasis, index: string): DataCheckAnswer => ({
  ...basis,
  sql: "",
  verdict: "passes",
  rows: null,
  sampled: false,
  offending: 0,
  samples: [],
  message: `The unique index ${index} proves it; no row had to be looked at.`,
});

/** The verdict over rows that were looked at one by one: time that was too short is never a pass. */
export function rowsAnswer(basis: AnswerBasis, looked: LookedRows): DataCheckAnswer {
  const { rows, offending, samples, isWhole, breaks, why, offence } = looked;
  const sampled = looked.sampled || !isWhole;
  const told = { ...basis, rows, sampled, offending, samples };
  if (offending > 0) {
    const message = `${countText(offending)} of ${rowsText(rows, sampled)} ${breaks}.${why ? ` ${why}` : ""}`;
    return { ...told, verdict: why ? "fails" : offence, message };
  }
  if (!isWhole) {
    const message = `The time was up after ${rowsText(rows, false)}, none of which breaks it; the others were not looked at.`;
    return { ...told, verdict: "not known", message };
  }
  return { ...told, verdict: "passes", message: passedText(rows, sampled) };
}

export interface LookedKeys extends Pick<LookedRows, "rows" | "offending" | "samples" | "sampled"> {
  /** Values that more than one row has. */
  readonly groups: number;
}

/** The verdict over equal keys: that a part of the rows has none says nothing of the others. */
export function uniqueAnswer(basis: AnswerBasis, looked: LookedKeys): DataCheckAnswer {
  const { rows, offending, samples, sampled, groups } = looked;
  const told = { ...basis, rows, sampled, offending, samples };
  if (groups > 0) {
    const values = groups === 1 ? "one value" : `${countText(groups)} values`;
    return {
      ...told,
      verdict: "fails",
      message: `${countText(offending)} of ${rowsText(rows, sampled)} share ${values}.`,
    };
  }
  if (!sampled) return { ...told, verdict: "passes", message: passedText(rows, false) };
  const message = `No two of ${rowsText(rows, true)} are equal, which says little of the others.`;
  return { ...told, verdict: "not known", message };
}

const passedText = (rows: number, sampled: boolean): string =>
  rows === 0 ? "There is no row that could break it." : `None of ${rowsText(rows, sampled)} breaks it.`;
