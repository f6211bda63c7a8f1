import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import type { DoomedWorkers } from "./doomed-workers.ts";
import { type Kill, killedLife } from "./killed-life.ts";
import { killsOf } from "./kills-of.ts";
import type { OperationCase } from "./operation-case.ts";
import type { House } from "./operations-house.ts";
import { lifeAndBack, wholeLife } from "./plain-life.ts";
import { prepareTrial } from "./trial.ts";

export interface TryOptions {
  readonly version: PostgresMajor;
  readonly rows: number;
  /** Which of all kills are tried. */
  readonly choose: (kills: readonly Kill[]) => readonly Kill[];
  readonly say?: (line: string) => void;
}

/** What was found wrong, with how to find it again. */
export interface Complaint {
  readonly at: string;
  readonly lines: readonly string[];
}

export interface OperationResult {
  readonly name: string;
  readonly version: PostgresMajor;
  /** Places where a worker could die, with each way on from there. */
  readonly places: number;
  readonly lives: number;
  /** Workers that came to their point and died there. */
  readonly killed: number;
  /** Databases that were not what they should be. */
  readonly different: readonly Complaint[];
  /** Rollouts that did not come to their end. */
  readonly stuck: readonly Complaint[];
}

/** One operation: without a fault to its end and back, then with a worker killed at the chosen points. */
export async function tryOperation(
  house: House,
  doomed: DoomedWorkers,
  operationCase: OperationCase,
  options: TryOptions,
): Promise<OperationResult> {
  const { name, cannotRollBack } = operationCase;
  const { version, choose, say } = options;
  const found = { lives: 0, killed: 0, different: [] as Complaint[], stuck: [] as Complaint[] };
  const live = async <L extends { readonly differences: readonly string[] }>(at: string, life: () => Promise<L>) => {
    found.lives += 1;
    try {
      const lived = await life();
      if (lived.differences.length > 0) found.different.push({ at, lines: lived.differences });
      return lived;
    } catch (error) {
      found.stuck.push({ at, lines: [error instanceof Error ? error.message : String(error)] });
      return null;
    } finally {
      say?.(`${name} on ${version}: ${at}`);
    }
  };
  await using trial = await prepareTrial(house, operationCase, options);
  const whole = await live("to the end", () => wholeLife(house, trial));
  const back = cannotRollBack === undefined ? await live("and back", () => lifeAndBack(house, trial)) : null;
  const kills = whole ? killsOf(whole, back) : [];
  for (const kill of choose(kills)) {
    const life = await live(inWords(kill), () => killedLife(house, doomed, trial, kill));
    if (life?.struck) found.killed += 1;
  }
  return { name, version, places: kills.length, ...found };
}

const inWords = ({ point, during, next }: Kill): string =>
  `killed ${point.when} statement ${point.nth} of ${point.session} (${point.sql}) while it was ${during === "do" ? "done" : "undone"}, then ${next}`;
