/** Every failure that a person is told of has one of these codes; doors map each to an HTTP status and an exit code. */
export const ERROR_CODES = [
  "invalid-input",
  "invalid-plan",
  "not-found",
  "unauthenticated",
  "forbidden",
  "conflict",
  "invalid-transition",
  "blocked",
  "stale",
  "expired",
  "rate-limited",
  "target-unreachable",
  "target-rights",
  "target-refused",
  "target-changed",
  "lock-not-acquired",
  "fenced",
  "commit-unknown",
  "interrupted",
  "unsupported",
  "secret-unreadable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorPlace {
  /** One-based. */
  readonly line?: number | undefined;
  /** One-based. */
  readonly column?: number | undefined;
  readonly path?: string | undefined;
}

export interface DomainErrorDetail extends ErrorPlace {
  readonly message: string;
}

/** Says what happened to which object, what was not changed, and what to do next. Never holds a secret or a row. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: readonly DomainErrorDetail[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly retryable?: boolean;
      readonly details?: readonly DomainErrorDetail[];
      readonly extra?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? [];
    this.extra = options.extra ?? {};
  }
}
