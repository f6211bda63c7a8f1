import { DomainError } from "#core/domain/domain-error.ts";
import type { EngineErrors, ErrorClass } from "#core/engines/engine-errors.ts";
import { FAILURE_RESPONSES, type FailureResponse, waitBeforeRetry } from "./failure-response.ts";
import type { FailedTry } from "./slice-host.ts";

/** A failed try that may be repeated: how often it failed by now, how long to wait, and what to do before. */
export type WeighedFailure = Omit<FailedTry, "nextSize"> & {
  readonly response: FailureResponse & { readonly act: "retry" };
};

const isUnknown = (error: unknown): boolean => error instanceof DomainError && error.code === "commit-unknown";
const isUnreachable = (error: unknown): boolean => error instanceof DomainError && error.code === "target-unreachable";

/** Counts failures in a row and says whether another try is of use. One success resets it. */
export class FailureBudget {
  readonly #errors: EngineErrors;
  readonly #random: () => number;
  #failures = 0;

  constructor(errors: EngineErrors, random: () => number) {
    this.#errors = errors;
    this.#random = random;
  }

  get isSpent(): boolean {
    return this.#failures > 0;
  }

  reset(): void {
    this.#failures = 0;
  }

  /** What an error means for the work; a lost answer to COMMIT is a lost connection, and is looked up. */
  classOf(error: unknown): ErrorClass {
    return isUnknown(error) || isUnreachable(error) ? "connection" : this.#errors.classify(error);
  }

  /** @throws DomainError where no other try helps, or all were had (`retryable`). */
  weigh(error: unknown): WeighedFailure {
    if (error instanceof DomainError && !isUnknown(error) && !isUnreachable(error)) throw error;
    const errorClass = this.classOf(error);
    const response = FAILURE_RESPONSES[errorClass];
    const described = this.#errors.describe(error);
    if (response.act === "stop") {
      const message = `${described.message} (${described.code}). ${response.fix} The batch was rolled back.`;
      throw new DomainError(response.as, message, { cause: error, extra: { errorClass } });
    }
    this.#failures += 1;
    const waitMs = waitBeforeRetry(this.#failures, this.#random());
    if (waitMs !== null) return { errorClass, ...described, failuresInARow: this.#failures, waitMs, response };
    const message = `${this.#failures} tries in a row failed: ${described.message} (${described.code}). Each was rolled back; resume when the cause is gone.`;
    throw new DomainError(response.givenUpAs, message, { cause: error, retryable: true, extra: { errorClass } });
  }
}
