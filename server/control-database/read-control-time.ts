import type { Db } from "#server/rollouts/run-repository.ts";

export async function readControlTime(db: Db): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error("The control database told no time.");
  return row.now;
}
