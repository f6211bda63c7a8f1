import type { Refusal, SchemaSnapshot, Shadow } from "#core/engines/shadow.ts";
import type { CompiledStep } from "#core/plan/compiled-step.ts";
import { countChanged, readBackfilledValues } from "./backfilled-values.ts";
import { compareSnapshots, linesOfDifference } from "./compare-snapshots.ts";
import { removalOf, type ShadowStage, send } from "./perform-on-shadow.ts";
import type { UndoReport } from "./shadow-report.ts";

/** A step that has run, with the schema before and after it. */
export interface DoneStep {
  readonly step: CompiledStep;
  readonly before: SchemaSnapshot;
  readonly after: SchemaSnapshot;
}

/** What a rollback from here would do, on a copy: the undo of each step in reverse, and whether it restores the schema. */
export async function rehearseUndo(
  shadow: Shadow,
  stage: ShadowStage,
  done: readonly DoneStep[],
): Promise<ReadonlyMap<string, UndoReport>> {
  const reports = new Map<string, UndoReport>();
  const isNeeded = done.some(({ step }) => !isWithoutUndo(step));
  if (!isNeeded) {
    for (const { step } of done) reports.set(step.id, withoutUndo(step));
    return reports;
  }
  await using copy = await shadow.fork();
  const undone: Undone[] = [];
  let isStuck = false;
  for (const it of done.toReversed()) {
    const found: Undone | UndoReport = isStuck ? notReached(it.step) : await undoOne(copy, stage, it);
    if ("wanted" in found) undone.push(found);
    else reports.set(it.step.id, found);
    isStuck ||= "state" in found && found.state === "refused";
  }
  // Several steps may share one way back: what the undo of an earlier one puts right is no difference.
  const left = isStuck ? null : keysThatDiffer(done[0]?.before ?? new Map(), await copy.snapshot());
  for (const it of undone) reports.set(it.step.id, judge(it, left));
  return reports;
}

/** An undo that was carried out: the schema as it should be then, and as it is. */
interface Undone {
  readonly step: CompiledStep;
  readonly wanted: SchemaSnapshot;
  readonly got: SchemaSnapshot;
  readonly values: { readonly rows: number | null; readonly lines: readonly string[] };
}

const isWithoutUndo = ({ undo }: CompiledStep): boolean => ["nothing", "kept", "none"].includes(undo.kind);

export function withoutUndo({ undo }: CompiledStep): UndoReport {
  const state = undo.kind === "none" ? "point of no return" : undo.kind === "kept" ? "kept" : "nothing to undo";
  return { state, summary: undo.summary, differences: [], refused: null };
}

export const notReached = ({ undo }: CompiledStep): UndoReport => ({
  state: "not reached",
  summary: undo.summary,
  differences: [],
  refused: null,
});

async function undoOne(
  copy: Shadow,
  stage: ShadowStage,
  { step, before, after }: DoneStep,
): Promise<Undone | UndoReport> {
  if (isWithoutUndo(step)) return withoutUndo(step);
  const found = await copy.snapshot();
  const refused = await carryOut(copy, stage, step);
  if (refused) return { state: "refused", summary: step.undo.summary, differences: [], refused };
  const values = await compareValues(copy, stage, step);
  return { step, values, wanted: expected(found, before, after), got: await copy.snapshot() };
}

/** `left`: what differs after all undos; `null`: not all could be carried out, and each stands for itself. */
function judge({ step, values, wanted, got }: Undone, left: ReadonlySet<string> | null): UndoReport {
  const lines = [...values.lines, ...linesOfDifference(only(wanted, left), only(got, left))];
  // The order follows from a column that is there or missing: told only where it is all.
  const differences = lines.every(isOrder) ? lines : lines.filter((line) => !isOrder(line));
  const state =
    differences.length === 0 ? "restored" : differences.every(isOrder) ? "restored but for column order" : "differs";
  const rows = values.rows === null ? {} : { rowsCompared: values.rows };
  return { state, summary: step.undo.summary, differences, refused: null, ...rows };
}

function keysThatDiffer(one: SchemaSnapshot, other: SchemaSnapshot): ReadonlySet<string> {
  const { made, changed, gone } = compareSnapshots(one, other);
  return new Set([...made, ...changed, ...gone]);
}

const only = (snapshot: SchemaSnapshot, keys: ReadonlySet<string> | null): SchemaSnapshot =>
  keys === null ? snapshot : new Map([...snapshot].filter(([key]) => keys.has(key)));

/** Whether the rows have their old values back, where the undo says so. */
async function compareValues(
  { connection }: Shadow,
  { engine, backfills }: ShadowStage,
  { id, undo }: CompiledStep,
): Promise<{ readonly rows: number | null; readonly lines: readonly string[] }> {
  const kept = backfills.get(id);
  if (undo.kind !== "restore" || !kept?.before) return { rows: null, lines: [] };
  const lost = countChanged(kept.before, await readBackfilledValues(engine, connection, kept.spec));
  const rows = kept.before.length;
  const what = `old values of ${lost} of ${rows} rows of ${kept.spec.table.name} (${Object.keys(kept.spec.set).join(", ")})`;
  return { rows, lines: lost === 0 ? [] : [`- ${what}`] };
}

const isOrder = (line: string): boolean => /^[+-] column order of /.test(line);

async function carryOut(copy: Shadow, stage: ShadowStage, { id, undo }: CompiledStep): Promise<Refusal | null> {
  const { engine } = stage;
  switch (undo.kind) {
    case "sql":
      return await refusalOf(copy, stage, undo.statements);
    case "index":
      return await refusalOf(copy, stage, [await engine.ddl.indexStatement(undo.statement)]);
    case "remove-sync":
      return await refusalOf(copy, stage, removalOf(stage, undo.syncStep));
    case "restore":
      await restore(copy, stage, id);
      return null;
    default:
      return null;
  }
}

async function refusalOf(
  copy: Shadow,
  { engine }: ShadowStage,
  statements: readonly string[],
): Promise<Refusal | null> {
  const { effects } = await send(copy, engine, statements);
  return effects.find(({ refused }) => refused !== null)?.refused ?? null;
}

async function restore({ connection }: Shadow, { engine, backfills }: ShadowStage, stepId: string): Promise<void> {
  const kept = backfills.get(stepId);
  for (let isDone = !kept; kept && !isDone; ) {
    isDone = (await engine.backfill.restore(connection, kept.spec, kept.layout, 1_000)).done;
  }
}

/** The schema as found, with what the step had changed put back: what other steps left behind is not this one's fault. */
function expected(found: SchemaSnapshot, before: SchemaSnapshot, after: SchemaSnapshot): SchemaSnapshot {
  const { made, changed, gone } = compareSnapshots(before, after);
  const wanted = new Map(found);
  for (const key of made) wanted.delete(key);
  for (const key of [...changed, ...gone]) wanted.set(key, before.get(key) ?? "");
  return wanted;
}
