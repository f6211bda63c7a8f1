import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import type { DoomedWorkers } from "./doomed-workers.ts";
import { foldPlaces } from "./fold-places.ts";
import { killWorker, lifeAfter } from "./kill-worker.ts";
import { type Kill, killsOf } from "./kills-of.ts";
import type { OperationCase } from "./operation-case.ts";
import { OperationRollout } from "./operation-rollout.ts";
import type { House, Moment } from "./operations-house.ts";
import { type Life, lifeBack, toTheBrink, wholeLife } from "./plain-life.ts";
import type { Place } from "./record-places.ts";
import { prepareTrial, type Trial } from "./trial.ts";

export interface TryOptions {
  readonly version: PostgresMajor;
  readonly rows: number;
  /** Which of all kills are tried. */
  readonly choose: (kills: readonly Kill[]) => readonly Kill[];
  /** Each place of its own, also where places are the same to whoever comes after. */
  readonly unfolded?: boolean;
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

interface Stage {
  readonly house: House;
  readonly doomed: DoomedWorkers;
  readonly trial: Trial;
  readonly life: Life;
  /** Where a life begins that ends with a death. */
  readonly from: Record<Kill["during"], Moment | null>;
  readonly keep: () => Promise<Moment>;
  readonly account: Account;
}

/** One operation: without a fault to its end and back, then with a worker killed at the chosen points. */
export async function tryOperation(
  house: House,
  doomed: DoomedWorkers,
  operationCase: OperationCase,
  options: TryOptions,
): Promise<OperationResult> {
  const { name, cannotRollBack } = operationCase;
  const { version } = options;
  const account = createAccount(`${name} on ${version}`, options.say);
  await using trial = await prepareTrial(house, operationCase, options);
  await using target = await trial.copy();
  await using kept = new AsyncDisposableStack();
  const keep = () => house.keep(version, target);
  const life = { target, rollout: await OperationRollout.start(house, target, trial.document) };
  const start = kept.use(await keep());
  let brink: Moment | null = null;
  const whole = await account.attempt("to the end", () => wholeLife(house, trial, life));
  const thereAndBack = async () => {
    await start.bringBack();
    await toTheBrink(house, life.rollout);
    brink = kept.use(await keep());
    return await lifeBack(house, trial, life);
  };
  const back = cannotRollBack === undefined ? await account.attempt("and back", thereAndBack) : null;
  const points = options.unfolded ? pointsOf : foldPlaces;
  const kills = whole ? killsOf(whole, back, points) : [];
  const stage: Stage = { house, doomed, trial, life, account, keep, from: { do: start, undo: brink } };
  for (const ofOneDeath of Map.groupBy(options.choose(kills), placeOf).values()) await dieAndGoOn(stage, ofOneDeath);
  return { name, version, places: kills.length, ...account.found };
}

const pointsOf = (places: readonly Place[]) => places.map(({ point }) => point);
const placeOf = ({ point, during }: Kill): string => `${during} ${point.session} ${point.when} ${point.nth}`;

/** A worker dies once; each of the ways that lead on from there begins at the moment after it. */
async function dieAndGoOn(stage: Stage, kills: readonly Kill[]): Promise<void> {
  const { house, doomed, trial, life, from, account } = stage;
  await using kept = new AsyncDisposableStack();
  let death: Moment | null = null;
  const live = async (kill: Kill) => {
    if (death) await death.bringBack();
    else {
      await from[kill.during]?.bringBack();
      if (kill.during === "undo") await life.rollout.rollBack();
      if (await killWorker(doomed, life, kill.point)) account.found.killed += 1;
      if (kills.length > 1) death = kept.use(await stage.keep());
    }
    return await lifeAfter(house, trial, life, kill);
  };
  for (const kill of kills) await account.attempt(inWords(kill), () => live(kill));
}

interface Account {
  readonly found: { lives: number; killed: number; different: Complaint[]; stuck: Complaint[] };
  attempt<L extends { readonly differences: readonly string[] }>(at: string, life: () => Promise<L>): Promise<L | null>;
}

function createAccount(of: string, say: TryOptions["say"]): Account {
  const found: Account["found"] = { lives: 0, killed: 0, different: [], stuck: [] };
  return {
    found,
    async attempt(at, life) {
      found.lives += 1;
      try {
        const lived = await life();
        if (lived.differences.length > 0) found.different.push({ at, lines: lived.differences });
        return lived;
      } catch (error) {
        found.stuck.push({ at, lines: [error instanceof Error ? error.message : String(error)] });
        return null;
      } finally {
        say?.(`${of}: ${at}`);
      }
    },
  };
}

const inWords = ({ point, during, next }: Kill): string =>
  `killed ${point.when} statement ${point.nth} of ${point.session} (${point.sql}) while it was ${during === "do" ? "done" : "undone"}, then ${next}`;
