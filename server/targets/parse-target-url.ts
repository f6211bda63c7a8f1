import type { Dialect } from "#core/domain/dialect.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { FileAddress, NetworkAddress, TargetAddress, TlsMode } from "#core/engines/target-address.ts";

export interface ParsedTarget {
  readonly engine: Dialect;
  readonly address: TargetAddress;
}

const SHAPES = "`postgres://user:password@host:5432/database?sslmode=require` or `sqlite:/path/to/file.db`";

/** The values of libpq's `sslmode`. `verify-ca` becomes the stricter `verify-full`. */
const TLS_OF_SSLMODE: Readonly<Record<string, TlsMode>> = {
  disable: "disable",
  allow: "prefer",
  prefer: "prefer",
  require: "require",
  "verify-ca": "verify-full",
  "verify-full": "verify-full",
};
/** Parameters without a meaning here that may stay in a pasted URL. */
const IGNORED = new Set([
  "application_name",
  "connect_timeout",
  "schema",
  "options",
  "target_session_attrs",
  "channel_binding",
]);

/** Never repeats what was typed: a password may stand where nobody expects it. */
const wrong = (message: string) =>
  new DomainError("invalid-input", message, { details: [{ path: "target.url", message }] });

/** @throws DomainError `invalid-input`, saying what is wrong without repeating the URL. */
export function parseTargetUrl(text: string): ParsedTarget {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") return { engine: "postgresql", address: parsePostgres(text) };
  if (scheme === "sqlite" || scheme === "file") return { engine: "sqlite", address: parseFile(text) };
  throw wrong(`The address must be ${SHAPES}.`);
}

function parsePostgres(text: string): NetworkAddress {
  const url = readUrl(text);
  const host = decoded(url.hostname, "host").replace(/^\[(.*)\]$/, "$1");
  if (host === "") throw wrong("The address names no host: `postgres://user:password@host:5432/database`.");
  if (host.includes(",")) throw wrong("The address names several hosts. Register the primary only.");
  const database = decoded(url.pathname.slice(1), "database");
  if (database === "")
    throw wrong("The address names no database: put it after the host, as in `…@host:5432/database`.");
  if (database.includes("/")) throw wrong("The name of the database holds a slash. Write it as %2F if that is meant.");
  const user = decoded(url.username, "user");
  if (user === "") throw wrong("The address names no user: `postgres://user:password@host:5432/database`.");
  const port = url.port === "" ? 5432 : Number(url.port);
  if (port < 1) throw wrong("The port must be between 1 and 65535.");
  return {
    kind: "network",
    host,
    port,
    database,
    user,
    password: decoded(url.password, "password"),
    tls: tlsOf(url.searchParams),
  };
}

function readUrl(text: string): URL {
  // Another scheme would let an empty host and odd characters pass.
  const rest = text.replace(/^[a-z]+:\/\//i, "");
  if (rest === text) throw wrong(`The address must be ${SHAPES}.`);
  const authority = rest.split(/[/?#]/, 1)[0] ?? "";
  if (authority.split("@").length > 2) throw wrong("The password holds an @. Write it as %40.");
  try {
    return new URL(`postgres://${rest}`);
  } catch {
    throw wrong(
      "The address cannot be read. It should look like `postgres://user:password@host:5432/database`; in the password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25.",
    );
  }
}

function decoded(part: string, what: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong(`The ${what} holds a % that does not begin an escape. Write it as %25.`);
  }
}

function tlsOf(parameters: URLSearchParams): TlsMode {
  const unknown = [...parameters.keys()].find((name) => !IGNORED.has(name) && name !== "sslmode" && name !== "ssl");
  if (unknown !== undefined) {
    throw wrong(
      `The parameter \`${/^[a-z_]{1,40}$/.test(unknown) ? unknown : "…"}\` is not supported; only \`sslmode\` is.`,
    );
  }
  const isForced = /^(true|1)$/.test(parameters.get("ssl") ?? "");
  const mode = parameters.get("sslmode") ?? (isForced ? "require" : "prefer");
  const tls = TLS_OF_SSLMODE[mode];
  if (!tls) throw wrong("`sslmode` must be disable, prefer, require or verify-full.");
  return tls;
}

function parseFile(text: string): FileAddress {
  const path = text.replace(/^[a-z]+:/i, "").replace(/^\/\/(localhost)?(?=\/)/, "");
  return fileAddress(decoded(path.split("?", 1)[0] ?? "", "path"));
}

/** @throws DomainError `invalid-input` for a path that means another file in another process. */
export function fileAddress(file: string): FileAddress {
  if (!/^(\/|[A-Za-z]:[\\/])/.test(file))
    throw wrong("The path of the file must be absolute, as in `sqlite:/var/data/places.db`.");
  if (file.includes("\0")) throw wrong("The path of the file holds a character that no path can hold.");
  return { kind: "file", file };
}
