import { join } from "node:path";
import { CLONE } from "./installation.ts";
import { runChild } from "./run-child.ts";
import { StartError } from "./start-error.ts";

/** What a start tells the person: made by `scripts/provision.ts`, in a process that has the finished environment. */
export interface Provisioned {
  /** Signs the first owner in, once; `null` when there is one already. */
  readonly setupUrl: string | null;
}

const ANSWER = "provisioned ";

export async function provision(env: NodeJS.ProcessEnv, logFile: string): Promise<Provisioned> {
  const { ok, output } = await runChild([process.execPath, join(CLONE, "scripts/provision.ts")], {
    env,
    logFile,
    secret: true,
  });
  const answer = output.split("\n").findLast((line) => line.startsWith(ANSWER));
  if (!ok || !answer) throw new StartError(`The first data could not be written. The log says why: ${logFile}`);
  return JSON.parse(answer.slice(ANSWER.length));
}
