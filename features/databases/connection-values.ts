import type { FieldErrors, Resolver } from "react-hook-form";
import type { z } from "zod";
import { type Database, registerDatabaseBody, targetAddress, type targetSource } from "#contracts/database.ts";

/** What the form holds: flat, and both ways to say where the database is. */
export interface ConnectionValues {
  name: string;
  environment: Database["environment"];
  /** `team=payments, tier=1` */
  labels: string;
  way: "url" | "form";
  url: string;
  engine: Database["engine"];
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  tls: "disable" | "prefer" | "require" | "verify-full";
  file: string;
}

export const EMPTY_CONNECTION: ConnectionValues = {
  name: "",
  environment: "production",
  labels: "",
  way: "url",
  url: "",
  engine: "postgresql",
  host: "",
  port: "5432",
  database: "",
  user: "",
  password: "",
  tls: "prefer",
  file: "",
};

export function valuesOf(database: Database): ConnectionValues {
  return {
    ...EMPTY_CONNECTION,
    name: database.name,
    environment: database.environment,
    labels: labelsText(database.labels),
    way: "form",
    engine: database.engine,
    host: database.host ?? "",
    port: String(database.port ?? 5432),
    database: database.databaseName ?? "",
    user: database.user ?? "",
    tls: database.tls ?? "prefer",
    file: database.file ?? "",
  };
}

export const labelsText = (labels: Database["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join(", ");

export function labelsOf(text: string): Record<string, string> {
  const pairs = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=");
      return at < 0 ? ([part, ""] as const) : ([part.slice(0, at).trim(), part.slice(at + 1).trim()] as const);
    });
  return Object.fromEntries(pairs);
}

const addressOf = (it: ConnectionValues): unknown =>
  it.engine === "sqlite"
    ? { engine: it.engine, file: it.file }
    : {
        engine: it.engine,
        host: it.host,
        port: it.port.trim() === "" ? undefined : Number(it.port),
        database: it.database,
        user: it.user,
        password: it.password,
        tls: it.tls,
      };

type TargetSource = z.input<typeof targetSource>;
type Problems = Partial<Record<keyof ConnectionValues, string>>;

/** Where the database is, in the contract's shape, or what is wrong with it by field. */
export function sourceOf(values: ConnectionValues): { source: TargetSource } | { problems: Problems } {
  if (values.way === "url") {
    return values.url.trim() === ""
      ? { problems: { url: "Paste the URL of the database" } }
      : { source: { url: values.url.trim() } };
  }
  const parsed = targetAddress.safeParse(addressOf(values));
  if (parsed.success) return { source: { address: parsed.data } };
  const problems: Problems = {};
  for (const issue of parsed.error.issues) problems[issue.path[0] as keyof ConnectionValues] ??= issue.message;
  return { problems };
}

const aboutIt = registerDatabaseBody.pick({ name: true, environment: true, labels: true });

/** Parses with the contract; each of its remarks goes to the field that it is about. */
export const connectionResolver: Resolver<ConnectionValues> = (values) => {
  const problems: Problems = {};
  const parsed = aboutIt.safeParse({ ...values, labels: labelsOf(values.labels) });
  for (const issue of parsed.error?.issues ?? []) problems[issue.path[0] as keyof ConnectionValues] ??= issue.message;
  const target = sourceOf(values);
  if ("problems" in target) Object.assign(problems, target.problems);
  const entries = Object.entries(problems).map(([field, message]) => [field, { type: "contract", message }]);
  if (entries.length === 0) return { values, errors: {} };
  return { values: {}, errors: Object.fromEntries(entries) as FieldErrors<ConnectionValues> };
};
