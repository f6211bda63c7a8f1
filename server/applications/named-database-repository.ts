import { id } from "#contracts/id.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Db } from "#server/rollouts/run-repository.ts";

/** A registered database by its id or its name. @throws DomainError `not-found`. */
export async function findNamedDatabase(db: Db, name: string): Promise<{ readonly id: string; readonly name: string }> {
  const byName = { name: { equals: name, mode: "insensitive" as const } };
  const row = await db.database.findFirst({
    where: { removedAt: null, OR: [byName, ...(id.safeParse(name).success ? [{ id: name }] : [])] },
    select: { id: true, name: true },
  });
  if (row) return row;
  const message = `No database called ${name} is registered, so the heartbeat was not noted. Use its name or id as Sluice lists it, or leave it out.`;
  throw new DomainError("not-found", message);
}
