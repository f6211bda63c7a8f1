import { DomainError } from "#core/domain/domain-error.ts";
import type { Prisma } from "#prisma/client/client.ts";
import { findTwin } from "./database-repository.ts";

/** @throws DomainError `conflict` when another registered database has this name or is the same database. */
export async function assertNoTwin(tx: Prisma.TransactionClient, twin: Parameters<typeof findTwin>[1]): Promise<void> {
  const found = await findTwin(tx, twin);
  if (!found) return;
  const message = found.isSameName
    ? `A database named ${found.name} is registered already. Nothing was saved. Choose another name.`
    : `This database is registered already, as ${found.name}. Nothing was saved.`;
  throw new DomainError("conflict", message);
}
