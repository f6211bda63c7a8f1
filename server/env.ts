import { z } from "zod";
import { parseRedisAddress } from "./events/redis-address.ts";
import { parseTargetUrl } from "./targets/parse-target-url.ts";

const secretKeys = z
  .string({ error: "is missing: 32 random bytes in base64, such as `openssl rand -base64 32` prints" })
  .transform((text) => text.split(",").map((key) => Buffer.from(key.trim(), "base64")))
  .refine((keys) => keys.length > 0 && keys.every((key) => key.length === 32), "each key must be 32 bytes in base64");

const isScratchServer = (url: string): boolean => {
  try {
    return parseTargetUrl(url).engine === "postgresql";
  } catch {
    return false;
  }
};

const shadowUrls = z
  .string()
  .default("")
  .transform((text) => text.split(",").flatMap((url) => (url.trim() === "" ? [] : [url.trim()])))
  .refine(
    (urls) => urls.every(isScratchServer),
    "must be postgres:// URLs, separated by commas (a comma inside is %2C)",
  );

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
  REDIS_URL: z.string({ error: "is missing" }).refine((url) => parseRedisAddress(url) !== null, {
    error: "must be redis://, redis+sentinel://host,host/name or redis+cluster://host,host, with rediss for TLS",
  }),
  SLUICE_SECRET_KEY: secretKeys,
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  SLUICE_URL: z.url().optional(),
  SLUICE_DATA_DIR: z.string().default(".sluice"),
  SLUICE_EMBEDDED: z.enum(["0", "1"]).default("0"),
  SLUICE_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  SLUICE_SHADOW_URL: shadowUrls,
  SLUICE_HEARTBEAT_SECONDS: z.coerce.number().int().min(5).max(86_400).default(120),
  SLUICE_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(4),
});

export interface Env {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** The first seals; all open. */
  readonly secretKeys: readonly Buffer[];
  readonly port: number;
  /** Public address, without a slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  readonly embedded: boolean;
  readonly logLevel: string;
  readonly workerConcurrency: number;
  /** How long an instance of an application counts as live after a heartbeat that does not say how often it beats. */
  readonly heartbeatSeconds: number;
  /** Scratch servers for shadow runs. They hold passwords. */
  readonly shadowUrls: readonly string[];
}

/**
 * The one place that reads the environment.
 * @throws Error with one line for each wrong variable; values are not repeated, they may be secrets.
 */
export function readEnv(variables: Record<string, string | undefined> = process.env): Env {
  const parsed = schema.safeParse(variables);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not usable. ${lines.join("; ")}. See .env.example.`);
  }
  const env = parsed.data;
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    secretKeys: env.SLUICE_SECRET_KEY,
    port: env.PORT,
    url: (env.SLUICE_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ""),
    dataDir: env.SLUICE_DATA_DIR,
    embedded: env.SLUICE_EMBEDDED === "1",
    logLevel: env.SLUICE_LOG_LEVEL,
    workerConcurrency: env.SLUICE_WORKER_CONCURRENCY,
    heartbeatSeconds: env.SLUICE_HEARTBEAT_SECONDS,
    shadowUrls: env.SLUICE_SHADOW_URL,
  };
}

/** What the command line takes from the environment; the rest of it may be missing there. */
export interface CliEnv {
  readonly url: string | null;
  readonly token: string | null;
  readonly dataDir: string;
}

export const readCliEnv = (variables: Record<string, string | undefined> = process.env): CliEnv => ({
  url: variables.SLUICE_URL || null,
  token: variables.SLUICE_TOKEN || null,
  dataDir: variables.SLUICE_DATA_DIR || ".sluice",
});
