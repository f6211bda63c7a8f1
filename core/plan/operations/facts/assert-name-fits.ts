import { DomainError } from "#core/domain/domain-error.ts";

/** Longer names are cut off by the server, silently. */
const MOST_BYTES = 63;

/** @throws DomainError `invalid-plan` for a name that the server would cut off. */
export function assertNameFits(name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes <= MOST_BYTES) return;
  throw new DomainError(
    "invalid-plan",
    `The name ${name} has ${bytes} bytes: PostgreSQL would cut it off after ${MOST_BYTES}. Nothing was changed. Choose a shorter one.`,
  );
}
