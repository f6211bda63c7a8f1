import { analyseScript } from "#core/analysis/analyse-script.ts";
import type { AnalysedStatement } from "#core/analysis/analysed-statement.ts";
import type { AnalysisSettings } from "#core/analysis/analysis-settings.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import type { ScriptPart } from "#core/analysis/script-part.ts";
import type { StatementAnalyser } from "#core/analysis/statement-analyser.ts";
import type { TargetFacts } from "#core/analysis/target-facts.ts";
import type { UnlookedRule } from "#core/analysis/unlooked-rule.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { lintFindingOf } from "./lint-finding-of.ts";
import type { LintCount, LintedSet, LintFinding } from "./lint-report.ts";
import type { Migration, MigrationSet } from "./migration-set.ts";
import { notAnalysable, type ReadScript, readScript } from "./read-script.ts";
import { runBy } from "./run-by.ts";

/** What needs no database. */
export type OfflineAnalyser = Omit<StatementAnalyser, "readModel">;

export interface SetOptions {
  readonly analyser: OfflineAnalyser;
  readonly version: number;
  readonly settings: AnalysisSettings;
  /** What a database or a dump has; `null`: nobody looked, and names that are not known may exist. */
  readonly schema: { readonly model: SchemaModel; readonly target: TargetFacts } | null;
  readonly unknownTarget: TargetFacts;
  /** Asks a database's planner about statements that write; left out where there is no database. */
  estimate?(statements: readonly AnalysedStatement[]): Promise<TargetFacts["estimates"]>;
  /** Whether a migration has run already: it only tells what the schema is. */
  isApplied(migration: Migration): boolean;
}

export interface LintedFiles {
  readonly findings: readonly LintFinding[];
  readonly count: LintCount;
  readonly set: LintedSet;
  readonly unlooked: readonly UnlookedRule[];
}

/** Judges the migrations of a set in their order, each against the schema as those before it leave it. */
export async function lintSet(set: MigrationSet, options: SetOptions): Promise<LintedFiles> {
  if (set.runner.id === "schema-dump") return notJudged(set, []);
  if (set.foreignEngine !== null) return foreign(set, set.foreignEngine);
  const applied = set.migrations.filter((it) => options.isApplied(it));
  const pending = set.migrations.filter((it) => !options.isApplied(it));
  const last = applied.at(-1);
  const readings: { readonly migration: Migration; readonly script: ReadScript }[] = [];
  for (const migration of pending) {
    readings.push({ migration, script: await readScript(migration.text, set.dialect, options.analyser) });
  }
  const estimates = (await options.estimate?.(readings.flatMap(({ script }) => script.statements))) ?? null;
  const analysis = await analyseScript({
    engine: set.dialect,
    analyser: withRead(options.analyser, readings),
    parts: readings.map(({ migration, script }) => {
      const isLate = last !== undefined && set.migrations.indexOf(migration) < set.migrations.indexOf(last);
      return partOf(migration, script, isLate ? last.file.path : undefined);
    }),
    model: options.schema?.model ?? (await schemaBefore(set, applied, options.analyser)),
    version: options.version,
    target: { ...(options.schema?.target ?? options.unknownTarget), estimates },
    settings: options.settings,
  });
  const files = new Map(pending.map((migration) => [migration.file.path, migration]));
  const lost = readings.reduce((sum, { script }) => sum + script.lost, 0);
  return {
    findings: [
      ...readings.flatMap(({ migration, script }) =>
        script.findings.map((finding) => lintFindingOf(migration.file.path, finding)),
      ),
      ...analysis.findings.map((finding) => {
        const found = lintFindingOf(finding.part, finding);
        return { ...found, message: asWritten(found.message, files.get(finding.part)) };
      }),
    ],
    count: { files: pending.length, statements: analysis.total + lost, analysed: analysis.analysed },
    unlooked: analysis.unlooked,
    set: {
      ...described(set),
      judged: pending.length,
      applied: applied.length,
      newTables: [...analysis.after.tables.values()].filter(({ bornHere }) => bornHere).length,
    },
  };
}

/** With the placeholders of the runner, as its author knows them. */
const asWritten = (message: string, migration: Migration | undefined): string =>
  [...(migration?.placeholders ?? [])].reduce((text, [name, written]) => text.replaceAll(name, written), message);

const described = (set: MigrationSet) => ({
  root: set.root,
  runner: set.runner.title,
  engine: DIALECT_LABELS[set.dialect],
});

const notJudged = (set: MigrationSet, findings: readonly LintFinding[]): LintedFiles => ({
  findings,
  count: { files: set.migrations.length, statements: findings.length, analysed: 0 },
  unlooked: [],
  set: { ...described(set), judged: 0, applied: set.migrations.length, newTables: 0 },
});

const foreign = (set: MigrationSet, engine: string): LintedFiles =>
  notJudged(
    set,
    set.migrations.map(({ file }) =>
      lintFindingOf(
        file.path,
        notAnalysable({ line: 1, column: 1 }, `The folder is for ${engine}, which Sluice does not analyse`),
      ),
    ),
  );

/** What was read is not parsed again. */
function withRead(
  analyser: OfflineAnalyser,
  readings: readonly { readonly script: ReadScript }[],
): Pick<StatementAnalyser, "read" | "predict" | "apply"> {
  const known = new Map(readings.map(({ script }) => [script.text, script.statements]));
  return {
    read: async (text) => known.get(text) ?? (await analyser.read(text)),
    predict: (statement, model, context) => analyser.predict(statement, model, context),
    apply: (statement, model) => analyser.apply(statement, model),
  };
}

/** Where a runner has no files for undoing, nobody can state one. */
const UNDO: Readonly<Record<"true" | "false" | "null", ScriptPart["undo"]>> = {
  true: "stated",
  false: "unstated",
  null: "none-stated",
};

/** A runner of files sees to nothing that the text does not say. */
const NO_CARE = { lockTimeout: false, statementTimeout: false, session: false, indexLeftovers: false };

const partOf = (
  { file, transaction, hasUndo }: Migration,
  { text, statements }: ReadScript,
  sortsBefore: string | undefined,
): ScriptPart => ({
  id: file.path,
  sortsBefore,
  text,
  runBy: runBy(transaction, statements),
  care: NO_CARE,
  madeBy: "author",
  phase: null,
  undo: UNDO[`${hasUndo}`],
  waivers: [],
});

/** What the migrations that have run leave; other things may exist as well. */
async function schemaBefore(
  set: MigrationSet,
  applied: readonly Migration[],
  analyser: OfflineAnalyser,
): Promise<SchemaModel> {
  if (applied.length === 0) return analyser.emptyModel({ complete: false });
  const statements: AnalysedStatement[] = [];
  for (const { text } of applied) statements.push(...(await readScript(text, set.dialect, analyser)).statements);
  return { ...analyser.modelOf(statements), complete: false };
}
