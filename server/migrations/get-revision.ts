import type { OperationResponse } from "#contracts/define-operation.ts";
import type * as contract from "#contracts/migration.ts";
import type { Actor } from "#server/auth/actor.ts";
import { assertCan } from "#server/auth/assert-can.ts";
import type { Needs } from "#server/container.ts";
import { getMigrationRow, getRevisionRow } from "./migration-repository.ts";

/** The source of a revision, as it was saved. */
export async function getRevision(
  deps: Needs<"prisma">,
  input: { readonly actor: Actor; readonly migrationId: string; readonly number: number },
): Promise<OperationResponse<typeof contract.getRevision>> {
  assertCan(input.actor, "migration.read");
  const { id } = await getMigrationRow(deps.prisma, input.migrationId);
  const { number, digest, source, authorName, createdAt } = await getRevisionRow(deps.prisma, id, input.number);
  return { number, digest, source, authorName, at: createdAt.toISOString() };
}
