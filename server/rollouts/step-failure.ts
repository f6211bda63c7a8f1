import { DomainError, type ErrorCode } from "#core/domain/domain-error.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { ErrorClass } from "#core/engines/engine-errors.ts";
import type { StepError } from "./run-record.ts";

const FIX_OF_CLASS: Record<ErrorClass, string> = {
  conflict: "Resume: the step is tried again.",
  "lock-wait": "End the session that holds the lock, then resume.",
  "too-slow": "The statement took longer than it may. Run it at a quieter time, or split the step, then resume.",
  "too-big": "Use smaller batches, then resume.",
  cancelled: "The statement was cancelled. Resume to try it again.",
  connection: "Resume when the database can be reached again.",
  crowded: "The server has no free connection. Resume when it has.",
  poison: "The data does not allow it. Correct the rows that violate it, then resume; or roll back.",
  "schema-moved":
    "The schema is not as the plan expects. Compare it with the plan; correct it and resume, or roll back.",
  "wrong-server":
    "The server only allows reading: it is a replica or was demoted. Point the registration at the primary, then resume.",
  storage: "The server has no space or reports a damaged file. Mend that first, then resume.",
  rights: "Give the user the right that is missing (the database page shows the GRANT), then resume.",
  bug: "Read the message. Correct the cause on the database and resume, or roll back and change the plan.",
};

const FIX_OF_CODE: Partial<Record<ErrorCode, string>> = {
  "target-unreachable": FIX_OF_CLASS.connection,
  "target-rights": FIX_OF_CLASS.rights,
  "target-changed": FIX_OF_CLASS["schema-moved"],
  "secret-unreadable":
    "Put the key that sealed the credentials back into SLUICE_SECRET_KEY, or save the password anew.",
  "invalid-plan": "Roll back, correct the plan and have it approved anew.",
};

/** What went wrong, for people: without row contents and secrets, with what to do next. */
export function stepFailureOf(engine: Engine, error: unknown): StepError {
  if (error instanceof DomainError) {
    return { code: error.code, message: error.message, fix: FIX_OF_CODE[error.code] ?? FIX_OF_CLASS.bug };
  }
  const { code, message } = engine.errors.describe(error);
  return { code, message, fix: FIX_OF_CLASS[engine.errors.classify(error)] };
}
