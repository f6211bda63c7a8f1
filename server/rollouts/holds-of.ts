import { readAdmission } from "#server/throttle/read-admission.ts";
import type { Db } from "./run-repository.ts";

/** What holds a database now, each in a sentence with who and why. */
export async function holdsOf(db: Db, databaseId: string): Promise<readonly string[]> {
  const { reasons } = await readAdmission(db, databaseId);
  return reasons.filter(({ code }) => code === "hold").map(({ message }) => message.replace(/; goes on when .*$/, ""));
}
