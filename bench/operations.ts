// `npm run bench:operations -- --json`: every operation while an old and a new release go on with their transactions.
import { parseArgs } from "node:util";
import { POSTGRES_MAJORS, type PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import { backUnderLoad, type LifeUnderLoad, lifeUnderLoad } from "#test/operations/life-under-load.ts";
import type { OperationCase } from "#test/operations/operation-case.ts";
import { OPERATION_CASES } from "#test/operations/operation-cases.ts";
import { type House, openHouse } from "#test/operations/operations-house.ts";
import { prepareTrial } from "#test/operations/trial.ts";
import { startTestServers } from "#test/start-test-servers.ts";
import { rounded } from "./support/median.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    /** Names of cases, with commas; a name stands for all that begin with it. */
    only: { type: "string" },
    rows: { type: "string", default: "20000" },
    /** Majors of PostgreSQL, with commas, or `all`. */
    versions: { type: "string", default: "18" },
    rate: { type: "string", default: "100" },
    window: { type: "string", default: "2000" },
    /** Leaves out the second life, which is rolled back. */
    "no-back": { type: "boolean", default: false },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);
const [rows, perSecond, windowMs] = [values.rows, values.rate, values.window].map(Number) as [number, number, number];
const versions = POSTGRES_MAJORS.filter((it) => values.versions === "all" || values.versions.split(",").includes(it));
const names = values.only?.split(",").map((it) => it.trim());
const cases = OPERATION_CASES.filter(({ name }) => !names || names.some((it) => name.startsWith(it)));

interface Row {
  readonly name: string;
  readonly rows: number;
  readonly failed_transactions: number;
  readonly max_lock_held_ms: number;
  readonly p99_ratio: number;
  readonly contract_ms: number;
  readonly differences: number;
}

/** As durable as in production: a commit under a lock waits for the disk. */
async function makeDurable(house: House, version: PostgresMajor): Promise<void> {
  await using database = await house.database(version);
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
    await database.ask(`ALTER SYSTEM SET ${setting} = 'on'`);
  await database.ask("SELECT pg_reload_conf()");
}

async function measure(house: House, operationCase: OperationCase, version: PostgresMajor): Promise<Row> {
  const name = versions.length === 1 ? operationCase.name : `${operationCase.name} on ${version}`;
  const lives: LifeUnderLoad[] = [];
  const lost: string[] = [];
  try {
    await using trial = await prepareTrial(house, operationCase, { version, rows });
    const options = { rows, perSecond, windowMs };
    lives.push(await lifeUnderLoad(house, trial, options));
    if (!values["no-back"] && operationCase.cannotRollBack === undefined)
      lives.push(await backUnderLoad(house, trial, options));
  } catch (error) {
    lost.push(error instanceof Error ? error.message : String(error));
  }
  const most = (figure: (life: LifeUnderLoad) => number) => rounded(Math.max(0, ...lives.map(figure)), 1);
  const sum = (figure: (life: LifeUnderLoad) => number) => lives.reduce((total, life) => total + figure(life), 0);
  const row: Row = {
    name,
    rows,
    failed_transactions: sum((life) => life.failedTransactions),
    max_lock_held_ms: most((life) => life.maxLockHeldMs),
    p99_ratio: most((life) => life.p99Ratio),
    contract_ms: most((life) => life.contractMs),
    // A life that did not come to its end is nothing like what it should be.
    differences: sum((life) => life.differences.length) + lost.length,
  };
  say(JSON.stringify({ ...row, transactions: sum((life) => life.transactions) }));
  for (const line of lost) say(`  did not end: ${line}`);
  for (const { goal, failed, differences } of lives)
    for (const line of [...failed, ...differences.slice(0, 20)]) say(`  ${goal}: ${line}`);
  return row;
}

async function measureAll(): Promise<readonly Row[]> {
  const servers = await startTestServers();
  try {
    await using house = await openHouse({ dir: servers.dir, redisUrl: `${servers.redisUrl}/0` });
    const found: Row[] = [];
    for (const version of versions) {
      await makeDurable(house, version);
      for (const it of cases) if (it.versions?.includes(version) ?? true) found.push(await measure(house, it, version));
    }
    return found;
  } finally {
    await servers.stop();
  }
}

const operations = await measureAll();
const result = {
  failed_transactions: operations.reduce((sum, it) => sum + it.failed_transactions, 0),
  differences: operations.reduce((sum, it) => sum + it.differences, 0),
  max_contract_ms: Math.max(0, ...operations.map((it) => it.contract_ms)),
  max_lock_held_ms: Math.max(0, ...operations.map((it) => it.max_lock_held_ms)),
  operations,
};
if (values.json) console.log(JSON.stringify(result));
else console.table(operations);
process.exit(0);
