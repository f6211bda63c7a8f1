import { InvalidArgumentError } from "commander";

/** An option's value that is a whole number, not below zero. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A whole number is needed.");
  return Number(text);
}
