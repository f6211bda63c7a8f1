import { FATES } from "#core/domain/fate.ts";
import type { DependentFact, SchemaSnapshot } from "#core/engines/shadow.ts";
import type { Dependent } from "./dependent.ts";
import type { StepReport, TracedStatement } from "./shadow-report.ts";

type Step = Omit<StepReport, "undo">;

export interface Aftermath {
  readonly steps: readonly Step[];
  readonly after: SchemaSnapshot;
  /** By key: why it does not work, or `null`. */
  readonly worked: ReadonlyMap<string, string | null>;
  readonly works: ReadonlyMap<string, string | null>;
}

type Told = Pick<Dependent, "fate" | "why" | "stepId">;

/** What becomes of each dependent, the worst first. */
export function tellDependents(facts: readonly DependentFact[], aftermath: Aftermath): readonly Dependent[] {
  const told = facts.map((fact) => ({
    kind: fact.kind,
    name: fact.name,
    on: onWhat(fact, touchedColumns(fact, aftermath.steps)),
    ...fateOf(fact, aftermath),
  }));
  return told.toSorted((a, b) => FATES.indexOf(a.fate) - FATES.indexOf(b.fate) || (a.name < b.name ? -1 : 1));
}

const onWhat = ({ table, columns }: DependentFact, touched: readonly string[]): string => {
  const named = touched.length > 0 ? touched : columns;
  return named.length === 0 || named.length > 3 ? table : named.map((column) => `${table}.${column}`).join(", ");
};

function fateOf(fact: DependentFact, aftermath: Aftermath): Told {
  return (
    gone(fact, aftermath) ??
    broken(fact, aftermath) ??
    blocking(fact, aftermath) ??
    changed(fact, aftermath) ??
    locked(fact, aftermath) ??
    unsure(fact, aftermath) ?? { fate: "keeps working", why: worksBecause(fact, aftermath), stepId: null }
  );
}

function gone({ key, kind, name, columns, table }: DependentFact, { steps, after }: Aftermath): Told | null {
  const at = find(steps, ({ gone: keys }) => keys.includes(key));
  if (!at) return null;
  const { step, statement } = at;
  if (after.has(key)) {
    return { fate: "changed", why: `Step ${step.stepId} drops it, and the plan makes it again`, stepId: step.stepId };
  }
  if (isNamed(statement.sql, name)) {
    return { fate: "dropped by the plan", why: `Step ${step.stepId} drops it by its name`, stepId: step.stepId };
  }
  const isCascade = /\bcascade\b/i.test(statement.sql);
  const how = isCascade ? "by CASCADE" : `with what it hangs on (${columns.length > 0 ? columns.join(", ") : table})`;
  return {
    fate: "dropped",
    why: `Step ${step.stepId} drops it ${how}: the ${kind} must be made again if somebody needs it`,
    stepId: step.stepId,
  };
}

function broken({ key }: DependentFact, { worked, works }: Aftermath): Told | null {
  const failure = works.get(key);
  if (typeof failure !== "string" || worked.get(key) !== null) return null;
  return { fate: "breaks", why: `It worked before the plan and fails after it: ${failure}`, stepId: null };
}

const STANDS_IN_THE_WAY = new Set(["2BP01", "0A000"]);

function blocking(fact: DependentFact, { steps }: Aftermath): Told | null {
  const isOwn = ["index", "constraint"].includes(fact.kind);
  const at = find(steps, ({ refused, sql }) => {
    if (refused === null) return false;
    if (isNamedIn(refused.message, fact)) return true;
    return fact.isTracked && !isOwn && STANDS_IN_THE_WAY.has(refused.code) && names(sql, fact);
  });
  if (!at) return null;
  const { refused } = at.statement;
  return {
    fate: "blocks the step",
    why: `The server refuses step ${at.step.stepId} because of it: ${refused?.message ?? ""}. Drop it before, and make it again after`,
    stepId: at.step.stepId,
  };
}

/** SQLite says which view, trigger or index it is: `error in view x after drop column`. */
const isNamedIn = (message: string, { kind, name }: DependentFact): boolean =>
  message.includes(`in ${kind} ${name} `) || message.includes(`in ${kind} ${name}:`);

function changed({ key, kind }: DependentFact, { steps }: Aftermath): Told | null {
  const at = find(steps, ({ changed: keys }) => keys.includes(key));
  if (!at) return null;
  return {
    fate: "changed",
    why: `Step ${at.step.stepId} changes its definition: the ${kind} follows by itself`,
    stepId: at.step.stepId,
  };
}

function locked({ relation, kind }: DependentFact, { steps }: Aftermath): Told | null {
  const lockOf = (statement: TracedStatement) =>
    statement.locks.find((it) => it.relation === relation && (it.blocksReads || it.blocksWrites) && !it.held);
  const at = relation === null ? null : find(steps, (statement) => lockOf(statement) !== undefined);
  const lock = at && lockOf(at.statement);
  if (!lock) return null;
  const what = kind === "foreign key" ? `The table ${relation}` : "It";
  const who = lock.blocksReads ? "who reads or writes it waits" : "who writes it waits";
  return {
    fate: "locked",
    why: `${what} is locked too (${lock.mode}) in step ${at.step.stepId}: ${who}`,
    stepId: at.step.stepId,
  };
}

/** Nobody tracks what a body of text names, and this one could not be tried. */
function unsure(fact: DependentFact, { steps, works }: Aftermath): Told | null {
  if (fact.isTracked || works.has(fact.key)) return null;
  const touched = touchedColumns(fact, steps);
  if (touched.length === 0) return null;
  const why = `Its text names ${touched.join(", ")}, which the plan drops, renames or changes, and it could not be tried here: read it`;
  return { fate: "may break", why, stepId: null };
}

const worksBecause = ({ key }: DependentFact, { works }: Aftermath): string =>
  works.get(key) === null ? "Tried after the plan" : "Nothing that it uses is changed under it";

/** Columns of its own that the plan drops, renames or changes. */
function touchedColumns({ table, columns }: DependentFact, steps: readonly Step[]): readonly string[] {
  const keys = new Set(
    steps.flatMap(({ statements }) => statements.flatMap(({ gone: lost, changed: other }) => [...lost, ...other])),
  );
  return columns.filter((column) => keys.has(`column ${table}.${column}`) || keys.has(`column ${table}."${column}"`));
}

function find(
  steps: readonly Step[],
  test: (statement: TracedStatement) => boolean,
): { readonly step: Step; readonly statement: TracedStatement } | null {
  for (const step of steps) {
    const statement = step.statements.find(test);
    if (statement) return { step, statement };
  }
  return null;
}

/** The statement names the table, and one of the columns where the dependent hangs on columns. */
function names(sql: string, { table, columns }: DependentFact): boolean {
  const isOfColumns =
    columns.length === 0 || /\bdrop\s+table\b/i.test(sql) || columns.some((column) => isNamed(sql, column));
  return isOfColumns && isNamed(sql, table);
}

/** Whether the last part of a name is a word of the statement. */
function isNamed(sql: string, name: string): boolean {
  const words = sql.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  const last = /(?:"((?:[^"]|"")+)"|([^."\s(]+))(?:\(.*\))?$/.exec(name.replace(/ of .*$/, ""));
  const bare = last?.[1] ?? last?.[2] ?? name;
  return words.some((word) => word.replaceAll(/^"|"$/g, "") === bare || word.toLowerCase() === bare);
}
