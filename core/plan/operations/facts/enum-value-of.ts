import { DomainError } from "#core/domain/domain-error.ts";
import { didYouMean } from "../../did-you-mean.ts";
import type { EnumFacts } from "../operation.ts";

/** @throws DomainError `invalid-plan` where the enum has no such value, with the nearest one. */
export function enumValueOf({ ref, values }: EnumFacts, value: string): string {
  if (values.includes(value)) return value;
  const meant = didYouMean(value, values);
  throw new DomainError(
    "invalid-plan",
    `Type ${ref.name} has no value ${value}${meant ? `, did you mean ${meant}?` : "."} Its values: ${values.join(", ")}.`,
  );
}
