import type { Needs } from "#server/container.ts";
import type { ParsedTarget } from "#server/targets/parse-target-url.ts";

/** The columns of a database's row that say where it is; the password sealed for this row alone. */
export function addressColumns({ sealer }: Needs<"sealer">, id: string, { engine, address }: ParsedTarget) {
  if (address.kind === "file") {
    const nothing = { host: null, port: null, databaseName: null, userName: null, tls: null, sealedPassword: null };
    return { engine, file: address.file, ...nothing };
  }
  const { host, port, database, user, tls, password } = address;
  const sealedPassword = sealer.seal(password, id);
  return { engine, file: null, host, port, databaseName: database, userName: user, tls, sealedPassword };
}
