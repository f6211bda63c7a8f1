import type { Blocker } from "#core/domain/blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { MigrationState } from "#core/domain/migration-state.ts";

/** @throws DomainError `blocked` with every reason, who can lift it and how. */
export function assertNotBlocked(blockers: readonly Blocker[], state: MigrationState): void {
  const [first] = blockers;
  if (!first) return;
  throw new DomainError(
    "blocked",
    `${blockers.map(({ message }) => message).join("; ")}. Nothing was changed. ${first.fix}.`,
    {
      extra: { blockers, state },
    },
  );
}
