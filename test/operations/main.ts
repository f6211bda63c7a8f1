// `npm run faults:operations -- --json`: every operation with a worker killed before and after each statement that it
// sends, resumed and rolled back. Ends with 1 when a database was not what it should be, or a rollout did not end.
import { parseArgs } from "node:util";
import { POSTGRES_MAJORS, type PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { seededRandom } from "../faults/seeded-random.ts";
import { startTestServers } from "../start-test-servers.ts";
import { DoomedWorkers } from "./doomed-workers.ts";
import type { Kill } from "./kills-of.ts";
import type { OperationCase } from "./operation-case.ts";
import { OPERATION_CASES } from "./operation-cases.ts";
import { openHouse } from "./operations-house.ts";
import { type OperationResult, type TryOptions, tryOperation } from "./try-operation.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** Names of cases, with commas; a name stands for all that begin with it. */
    only: { type: "string" },
    /** Majors of PostgreSQL, with commas, or `all`. */
    versions: { type: "string", default: "18" },
    rows: { type: "string", default: "300" },
    /** So many kills of each case, drawn by the seed; all without it. */
    sample: { type: "string" },
    /** Also of cases that are another one with other names, and so have the same statements. */
    hostile: { type: "boolean", default: false },
    /** Each place, also where many are the same. */
    unfolded: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});

const say = (line: string) => process.stderr.write(`${line}\n`);
function wrong(message: string): never {
  say(message);
  process.exit(2);
}

const versions = POSTGRES_MAJORS.filter((it) => values.versions === "all" || values.versions.split(",").includes(it));
if (versions.length === 0) wrong(`--versions knows: ${POSTGRES_MAJORS.join(", ")}, all.`);
const names = values.only?.split(",").map((it) => it.trim());
const cases = OPERATION_CASES.filter(({ name }) => !names || names.some((it) => name.startsWith(it)));
if (cases.length === 0) wrong(`--only knows: ${OPERATION_CASES.map(({ name }) => name).join(", ")}.`);
const [rows, seed, sample] = [Number(values.rows), Number(values.seed), Number(values.sample ?? 0)];
if (![rows, seed, sample].every((it) => Number.isInteger(it) && it >= 0))
  wrong("--rows, --seed, --sample are numbers.");

const random = seededRandom(seed);
const choose = (kills: readonly Kill[]): readonly Kill[] => {
  const left = [...kills];
  if (sample === 0 || sample >= left.length) return left;
  return Array.from({ length: sample }, () => left.splice(random.int(0, left.length - 1), 1)).flat();
};

const HOSTILE = /-hostile-names$/;
const isRenamedTwin = ({ name }: OperationCase): boolean =>
  HOSTILE.test(name) && OPERATION_CASES.some((it) => it.name === name.replace(HOSTILE, ""));
const choiceFor = (it: OperationCase): TryOptions["choose"] =>
  values.hostile || !isRenamedTwin(it) ? choose : () => [];
const options = { rows, unfolded: values.unfolded, say };

/** At once: a run of all of it takes long, and what was found must not be lost with it. */
function tell({ name, version, places, lives, killed, different, stuck }: OperationResult): void {
  for (const { at, lines } of [...different, ...stuck]) say([`${name} on ${version}, ${at}:`, ...lines].join("\n  "));
  const wrongs = `${different.length} differences, ${stuck.length} stuck`;
  say(`${name} on ${version}: ${places} places, ${lives} lives, ${killed} killed, ${wrongs}`);
}

async function tryAll(): Promise<readonly OperationResult[]> {
  const servers = await startTestServers();
  try {
    await using house = await openHouse({ dir: servers.dir, redisUrl: `${servers.redisUrl}/0` });
    await using doomed = new DoomedWorkers(house.env);
    const results: OperationResult[] = [];
    for (const version of versions) {
      for (const operationCase of cases.filter((it) => fits(it.versions, version))) {
        const choice = { ...options, version, choose: choiceFor(operationCase) };
        const result = await tryOperation(house, doomed, operationCase, choice);
        tell(result);
        results.push(result);
      }
    }
    return results;
  } finally {
    await servers.stop();
  }
}

const fits = (of: readonly PostgresMajor[] | undefined, version: PostgresMajor): boolean =>
  of?.includes(version) ?? true;

const since = performance.now();
const results = await tryAll();
const total = (figure: (it: OperationResult) => number) => results.reduce((sum, it) => sum + figure(it), 0);
const answer = {
  lives: total(({ lives }) => lives),
  killed: total(({ killed }) => killed),
  places: total(({ places }) => places),
  differences: total(({ different }) => different.length),
  stuck: total(({ stuck }) => stuck.length),
  seconds: Math.round((performance.now() - since) / 1_000),
  operations: results.map(({ different, stuck, ...it }) => ({
    ...it,
    differences: different.length,
    stuck: stuck.length,
  })),
};
if (values.json) process.stdout.write(`${JSON.stringify(answer)}\n`);
else console.table(answer.operations);
process.exit(answer.differences + answer.stuck > 0 ? 1 : 0);
