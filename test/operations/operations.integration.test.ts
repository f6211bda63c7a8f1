import { expect, inject, onTestFinished, test } from "vitest";
import { redisUrl } from "../databases.ts";
import { seededRandom } from "../faults/seeded-random.ts";
import { DoomedWorkers } from "./doomed-workers.ts";
import { OPERATION_CASES } from "./operation-cases.ts";
import { openHouse } from "./operations-house.ts";
import { tryOperation } from "./try-operation.ts";

/** The whole of it takes hours: `npm run faults:operations`. Another sample each day. */
const SEED = Math.floor(Date.now() / 86_400_000);
const random = seededRandom(SEED);
const CASES = 5;
const KILLS = 2;
const [proof, ...others] = OPERATION_CASES;
const drawn = Array.from({ length: CASES - 1 }, () => others.splice(random.int(0, others.length - 1), 1)).flat();

test.each([...(proof ? [proof] : []), ...drawn].map((it) => [it.name, it] as const))(
  "%s: to the end and back, also when its worker is killed, nothing but the asked change is left",
  { timeout: 180_000 },
  async (_, operationCase) => {
    const house = await openHouse({ dir: inject("serversDir"), redisUrl: redisUrl(7) });
    onTestFinished(() => house[Symbol.asyncDispose]());
    await using doomed = new DoomedWorkers(house.env);
    const { different, stuck } = await tryOperation(house, doomed, operationCase, {
      version: "18",
      rows: 120,
      choose: (kills) => Array.from({ length: KILLS }, () => random.pick(kills)),
    });
    expect({ seed: SEED, different, stuck }).toEqual({ seed: SEED, different: [], stuck: [] });
  },
);
