import { DomainError } from "#core/domain/domain-error.ts";
import type { EngineErrors, ErrorClass } from "../engine-errors.ts";

/** What an SQLSTATE means for the work. Looked up whole first, then by its class (the first two characters). */
const CLASS_OF: Readonly<Record<string, ErrorClass>> = {
  "40001": "conflict",
  "40P01": "conflict",
  "40003": "connection",
  "55P03": "lock-wait",
  "57014": "too-slow",
  "53200": "too-big",
  "53300": "crowded",
  "53400": "crowded",
  "53100": "storage",
  "57P01": "connection",
  "57P02": "connection",
  "57P03": "connection",
  "57P05": "connection",
  "25P03": "connection",
  "25P04": "connection",
  P0001: "poison",
  "25006": "wrong-server",
  "42501": "rights",
  "3D000": "rights",
  "25P02": "bug",
  "42": "schema-moved",
  "0A": "schema-moved",
  "3F": "schema-moved",
  "08": "connection",
  "22": "poison",
  "23": "poison",
  "28": "rights",
  "58": "storage",
  XX001: "storage",
  XX002: "storage",
};

/** Codes of the operating system that a socket fails with. */
const LOST_SOCKET = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
]);

/** What the driver itself says, without a code, when its session is gone. */
const LOST_SESSION =
  /connection terminated|connection error and is not queryable|client was closed|connection ended|timeout expired|ended unexpectedly/i;

/** Errors of statements that this process cancelled on purpose. */
const cancelledHere = new WeakSet<object>();
export const markCancelled = (error: object): void => void cancelledHere.add(error);

const textOf = (error: unknown, field: string): string | null => {
  const value = typeof error === "object" && error !== null ? (error as Record<string, unknown>)[field] : undefined;
  return typeof value === "string" ? value : null;
};

const isSqlState = (code: string | null): code is string => code !== null && /^[0-9A-Z]{5}$/.test(code);

export function sqlStateOf(error: unknown): string | null {
  const code = textOf(error, "code");
  return isSqlState(code) && !LOST_SOCKET.has(code) ? code : null;
}

/** Whether the session that raised it is gone. */
export const isLost = (error: unknown): boolean => classify(error) === "connection";

function classify(error: unknown): ErrorClass {
  if (error instanceof DomainError) return classOfDomainError(error);
  const state = sqlStateOf(error);
  if (state === "57014" && typeof error === "object" && error !== null && cancelledHere.has(error)) return "cancelled";
  if (state) return CLASS_OF[state] ?? CLASS_OF[state.slice(0, 2)] ?? "bug";
  if (LOST_SOCKET.has(textOf(error, "code") ?? "")) return "connection";
  return LOST_SESSION.test(textOf(error, "message") ?? "") ? "connection" : "bug";
}

function classOfDomainError(error: DomainError): ErrorClass {
  switch (error.code) {
    case "commit-unknown":
    case "target-unreachable":
      return "connection";
    case "target-rights":
      return "rights";
    case "target-changed":
      return "schema-moved";
    case "lock-not-acquired":
      return "lock-wait";
    default:
      return "bug";
  }
}

/** Values that a server quotes in messages of class 22 are row contents; names in the others are not. */
function withoutRowContents(state: string | null, error: unknown): string {
  const message = textOf(error, "message") ?? String(error);
  if (state === "P0001")
    return "a trigger or function raised an exception (its text is not shown: it may hold row contents)";
  if (state === "23505") return message + repeatedColumns(textOf(error, "detail"));
  return state?.startsWith("22") ? message.replaceAll(/"(?:[^"]|"")*"?/g, '"…"') : message;
}

/** Of `Key (country, name)=(x, b) is duplicated.` the columns: their values are row contents. */
function repeatedColumns(detail: string | null): string {
  const columns = /^Key \((.+?)\)=\(/s.exec(detail ?? "")?.[1];
  return columns ? `: more than one row has the same (${columns})` : "";
}

/** Classifies by SQLSTATE, as the backfill protocol has it. */
export const postgresErrors: EngineErrors = {
  classify,
  describe(error) {
    const state = sqlStateOf(error);
    return { code: state ?? textOf(error, "code") ?? "unknown", message: withoutRowContents(state, error) };
  },
};
