import { type DestinationStream, type Logger, pino } from "pino";

/** Keys that hold a secret wherever they turn up; the value is replaced. */
const SECRET_KEYS = [
  "password",
  "sealedPassword",
  "newPassword",
  "currentPassword",
  "secret",
  "token",
  "tokenHash",
  "authorization",
  "cookie",
  "databaseUrl",
  "redisUrl",
  "secretKeys",
];
const CREDENTIALS_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*):[^\s@/"]*@/gi;
const SECRET_IN_QUERY = /([?&#](?:token|password|secret)=)[^\s&"'\\]+/gi;

/** Takes passwords out of URLs in free text, such as a driver's message. */
export const withoutCredentials = (text: string): string =>
  text.replace(CREDENTIALS_IN_URL, "$1:***@").replace(SECRET_IN_QUERY, "$1***");

interface Failure {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause?: Failure;
}

/** Only what is known to be free of rows and secrets: a driver's error also carries parameters and details. */
function failureOf(error: unknown, depth = 0): Failure {
  if (!(error instanceof Error))
    return { type: typeof error, message: withoutCredentials(String(error)), stack: undefined };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === "string" ? { code } : {}),
    message: withoutCredentials(error.message),
    stack: error.stack === undefined ? undefined : withoutCredentials(error.stack),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: failureOf(error.cause, depth + 1) }),
  };
}

/** The log of a process, as JSON lines. Free of secrets whatever is put in. */
export function createLog(level: string, name: string, destination?: DestinationStream): Logger {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  return pino(
    {
      level,
      name,
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: "***" },
      serializers: { err: (error: unknown) => failureOf(error), error: (error: unknown) => failureOf(error) },
      // The last look at a whole line, wherever in it a URL stands.
      hooks: { streamWrite: withoutCredentials },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
