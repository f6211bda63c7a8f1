import { DomainError, type ErrorCode } from "#core/domain/domain-error.ts";
import type { ErrorClass } from "#core/engines/engine-errors.ts";
import type { OpenTarget } from "#server/targets/targets.ts";

type Opened = Omit<OpenTarget, "databaseId" | "databaseName">;

/** For questions that a person waits for. */
export const ASKING = { applicationName: "sluice:web", connectTimeoutMs: 6_000, statementTimeoutMs: 10_000 } as const;

const CODES: Partial<Record<ErrorClass, ErrorCode>> = { connection: "target-unreachable", rights: "target-rights" };

/** Asks a target something in a session of its own. A driver's error becomes one that a person can read. */
export async function askTarget<T, O extends Opened>(opening: Promise<O>, ask: (target: O) => Promise<T>): Promise<T> {
  await using target = await opening;
  try {
    return await ask(target);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const { errors } = target.engine;
    const { code, message } = errors.describe(error);
    throw new DomainError(
      CODES[errors.classify(error)] ?? "target-refused",
      `The database answered: ${message} (${code}).`,
      { cause: error },
    );
  }
}
