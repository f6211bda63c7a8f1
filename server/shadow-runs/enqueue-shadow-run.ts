import type { Needs } from "#server/container.ts";

/** One job a run: added twice it is one. */
export const enqueueShadowRun = ({ queue }: Needs<"queue">, id: string): Promise<void> =>
  queue.add("shadow.run", { shadowRunId: id }, { jobId: `shadow-${id}` });
