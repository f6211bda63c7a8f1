import type { Reason } from "#core/domain/signal.ts";
import type { Db } from "#server/rollouts/run-repository.ts";
import { type Admission, admissionOf } from "./admission-of.ts";
import { findAdmissionFacts } from "./admission-repository.ts";

export type { Admission };

/**
 * Whether batches may run on a database now, how fast, and how many slices at once. One round trip: asked before
 * batches. Ages and windows go by the control database's clock; `at` stands in for it in tests only.
 */
export async function readAdmission(db: Db, databaseId: string, at?: Date): Promise<Admission> {
  const facts = await findAdmissionFacts(db, databaseId);
  if (!facts) return { reasons: [gone()], mayRun: false, speed: 0, slices: 0 };
  return admissionOf(facts, at ?? facts.now);
}

const gone = (): Reason => ({
  code: "unreachable",
  effect: "stop",
  message: "the database was removed from Sluice",
  value: null,
  limit: null,
  unit: null,
  host: null,
  since: new Date().toISOString(),
  resumeAt: null,
});
