import { DomainError } from "#core/domain/domain-error.ts";
import type { WorkKind } from "#core/domain/forecast.ts";
import type { LockFacts } from "#core/domain/lock-facts.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { TableDetail, TableRef } from "#core/engines/introspector.ts";
import type { Statement } from "#core/engines/statement-reader.ts";
import type { CompiledStep, StepWork } from "#core/plan/compiled-step.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";
import { sameTable, tableName } from "#core/plan/same-table.ts";
import type { MeasuredBackfill, StepFacts, TableSize } from "./forecast-step.ts";

export interface Surroundings {
  readonly engine: Pick<Engine, "statements" | "ddl" | "sync">;
  /** `null`: it is not there yet. */
  table(ref: TableRef): Promise<TableDetail | null>;
  readonly dryRuns: ReadonlyMap<StepId, MeasuredBackfill>;
}

/** A step's facts, and the tables on which it needs locks that others feel. */
export interface LocatedFacts extends StepFacts {
  readonly locked: readonly TableRef[];
}

interface Found {
  readonly work: WorkKind;
  readonly locks: LockFacts | null;
  /** Whose size decides. */
  readonly sized: readonly TableRef[];
  readonly locked: readonly TableRef[];
}

const NOTHING: Found = { work: "wait", locks: null, sized: [], locked: [] };

/** What the time, the space and the locks of a step follow from, on the database as it is now. */
export async function stepFacts(step: CompiledStep, around: Surroundings): Promise<LocatedFacts> {
  const found = await foundOf(step.work, around);
  const tables: TableSize[] = [];
  for (const ref of distinct(found.sized)) {
    const detail = await around.table(ref);
    // A table that the plan makes is empty.
    if (detail) tables.push(sizeOf(ref, detail));
  }
  const { id, title, kind, work } = step;
  const isEmpty = tables.length === 0 && SIZED.has(found.work);
  return {
    step: id,
    title,
    kind,
    work: isEmpty ? "catalog" : found.work,
    locks: found.locks,
    tables,
    statedSeconds: work.kind === "soak" ? work.ms / 1000 : null,
    dryRun: around.dryRuns.get(id) ?? null,
    locked: distinct(found.locked),
  };
}

const SIZED: ReadonlySet<WorkKind> = new Set(["scan", "rewrite", "index"]);

/** A row with its share of indexes takes about so much, where nothing else is known. */
const ROW_BYTES = 150;

function sizeOf(ref: TableRef, { rowEstimate, bytes }: TableDetail): TableSize {
  const isGuess = rowEstimate === null && bytes !== null;
  return { name: tableName(ref), rows: isGuess ? Math.round(bytes / ROW_BYTES) : rowEstimate, isGuess, bytes };
}

const distinct = (refs: readonly TableRef[]): readonly TableRef[] =>
  refs.filter((ref, at) => refs.findIndex((other) => sameTable(ref, other)) === at);

async function foundOf(work: StepWork, around: Surroundings): Promise<Found> {
  const { statements, ddl } = around.engine;
  switch (work.kind) {
    case "sql":
      return await ofStatements(await readAll(work.statements, around), around);
    case "index":
      return await ofStatements(await statements.read(await ddl.indexStatement(work.statement)), around);
    case "sync":
      return await ofSync(work, around);
    case "backfill": {
      const table = statements.parseTable(work.table);
      return { work: "backfill", locks: null, sized: [table], locked: [] };
    }
    case "check": {
      const read = work.copy ? [] : await readAll(queriesOfCheck(work), around);
      const copies = work.copy ? [work.copy.from, work.copy.to].map(statements.parseTable) : [];
      return {
        work: "check",
        locks: null,
        sized: [...copies, ...read.flatMap(({ tables }) => tables.map(bare))],
        locked: [],
      };
    }
    default:
      return NOTHING;
  }
}

const bare = ({ schema, name }: TableRef): TableRef => ({ ...(schema === undefined ? {} : { schema }), name });

async function readAll(texts: readonly string[], { engine }: Surroundings): Promise<readonly Statement[]> {
  const read: Statement[] = [];
  for (const text of texts) read.push(...(await engine.statements.read(text)));
  return read;
}

const WEIGHT: readonly WorkKind[] = ["catalog", "scan", "index", "backfill", "rewrite"];

/** The heaviest work of all statements, and the strongest lock on a table that is there. */
async function ofStatements(read: readonly Statement[], around: Surroundings): Promise<Found> {
  let found: Found = { ...NOTHING, work: "catalog" };
  for (const statement of read) {
    const changed = statement.tables.filter(({ access }) => access !== "read").map(bare);
    const there: TableRef[] = [];
    for (const ref of changed) if (await around.table(ref)) there.push(ref);
    const [first] = there;
    if (!first) continue;
    const { locks } = statement;
    const work = workOf(statement);
    const isHeavier = WEIGHT.indexOf(work) > WEIGHT.indexOf(found.work);
    const isFelt = locks.blocksReads || locks.blocksWrites;
    found = {
      work: isHeavier ? work : found.work,
      locks: strongest(found.locks, locks),
      sized: work === "catalog" ? found.sized : [...found.sized, first],
      locked: isFelt ? [...found.locked, ...there] : found.locked,
    };
  }
  return found;
}

function workOf({ locks, creates, update }: Statement): WorkKind {
  if (creates.indexes.length > 0) return "index";
  if (update) return "backfill";
  if (locks.rewrites) return "rewrite";
  return locks.scans ? "scan" : "catalog";
}

const strength = ({ blocksReads, blocksWrites, lock }: LockFacts): number =>
  (blocksReads ? 4 : 0) + (blocksWrites ? 2 : 0) + (lock === "none" ? 0 : 1);
const strongest = (a: LockFacts | null, b: LockFacts): LockFacts => (a && strength(a) >= strength(b) ? a : b);

type Sync = Extract<StepWork, { kind: "sync" }>;
const TAG = "00000000";

/** What its triggers lock is read from their own SQL, where that can be written before the columns are there. */
async function ofSync({ table: name, to, back, action }: Sync, around: Surroundings): Promise<Found> {
  const { statements, sync } = around.engine;
  const table = statements.parseTable(name);
  const detail = await around.table(table);
  const texts = action === "remove" ? sync.remove({ tag: TAG, table }) : installed({ table, to, back }, detail, sync);
  const read = await readAll(
    texts.filter((sql) => !sql.startsWith("DO ")),
    around,
  ).catch(ifUnreadable);
  const found = await ofStatements(read, around);
  return { ...found, work: "catalog", sized: [] };
}

function installed(
  spec: { readonly table: TableRef; readonly to: Sync["to"]; readonly back: Sync["back"] },
  detail: TableDetail | null,
  sync: Surroundings["engine"]["sync"],
): readonly string[] {
  const names = [...Object.keys(spec.to), ...Object.keys(spec.back)];
  const live = (detail?.columns ?? []).map(({ name, type }) => ({ name, type, default: null }));
  const added = names.filter((name) => !live.some((it) => it.name === name));
  const columns = [...live, ...added.map((name) => ({ name, type: "text", default: null }))];
  const primary = detail?.indexes.find((it) => it.primary)?.columns ?? [];
  try {
    return sync.install({ tag: TAG, ...spec }, { columns, primaryKey: primary.flatMap((it) => it ?? []) });
  } catch (error) {
    return ifUnreadable(error);
  }
}

const ifUnreadable = (error: unknown): readonly never[] => {
  if (error instanceof DomainError && error.code === "invalid-plan") return [];
  throw error;
};
