import { DomainError } from "#core/domain/domain-error.ts";
import { type TargetAddress, TLS_MODES } from "#core/engines/target-address.ts";
import type { Database } from "#prisma/client/client.ts";
import type { Sealer } from "#server/secrets/sealer.ts";

/** Where a registered database is, with its password. @throws DomainError `secret-unreadable`. */
export function storedAddress(row: Database, sealer: Sealer): TargetAddress {
  if (row.file !== null) return { kind: "file", file: row.file };
  const { host, port, databaseName: database, userName: user, sealedPassword } = row;
  if (host === null || port === null || database === null || user === null || sealedPassword === null) {
    throw new DomainError("internal", `The address of the database ${row.id} is not complete`);
  }
  const tls = TLS_MODES.find((mode) => mode === row.tls) ?? "prefer";
  return { kind: "network", host, port, database, user, password: sealer.open(sealedPassword, row.id), tls };
}
