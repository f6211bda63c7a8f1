import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DEFAULT_SETTINGS } from "#core/analysis/analysis-settings.ts";
import type { SchemaModel } from "#core/analysis/schema-model.ts";
import { type TargetFacts, UNKNOWN_TARGET } from "#core/analysis/target-facts.ts";
import type { Dialect } from "#core/domain/dialect.ts";
import { codeMigration } from "#core/lint/code-migration.ts";
import { findApplied } from "#core/lint/find-applied.ts";
import type { LintFile } from "#core/lint/lint-file.ts";
import { lintFindingOf } from "#core/lint/lint-finding-of.ts";
import { type LintedFiles, lintSet } from "#core/lint/lint-set.ts";
import type { LintSettings } from "#core/lint/lint-settings.ts";
import type { MigrationSet } from "#core/lint/migration-set.ts";
import { notAnalysable, readScript } from "#core/lint/read-script.ts";
import type { LiveFacts } from "#core/plan/plan-check.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";
import { analyserOf } from "./analyser-of.ts";
import { appliedAtRef } from "./applied-at-ref.ts";
import type { LintOptions } from "./lint-options.ts";
import type { LiveDatabase } from "./live-database.ts";
import type { FoundFiles } from "./read-lint-files.ts";

export interface LintWork {
  readonly found: FoundFiles;
  readonly sets: readonly MigrationSet[];
  readonly options: LintOptions;
  readonly settings: LintSettings;
  /** Of the configuration. */
  readonly folder: string;
}
type Part = Omit<LintedFiles, "set"> & { readonly set: LintedFiles["set"] | null };

const DEFAULT_VERSION: Readonly<Record<Dialect, number>> = { postgresql: 18, sqlite: 3.53 };

/** Judges all sets and plan documents, each against what is known of its database. */
export async function lintSets(cli: Cli, work: LintWork): Promise<readonly Part[]> {
  const { found, options } = work;
  await using live = options.database === undefined ? null : await connectLive(cli, options.database);
  const context = await contextOf(work, live);
  const parts: Part[] = [...found.unreadable.map(noText), ...found.code.flatMap((file) => inCode(file) ?? [])];
  for (const set of work.sets) {
    const part = await lintOne(set, context, live);
    if (part) parts.push(part);
  }
  if (found.plans.length === 0) return parts;
  const { lintPlan } = await import("./lint-plan.ts");
  const assumed = (dialect: Dialect) => assumedOf(context, dialect);
  for (const plan of found.plans) parts.push(await lintPlan(plan, { live, assumed }));
  return parts;
}

async function connectLive(cli: Cli, database: string): Promise<LiveDatabase> {
  const url = database === "-" ? (await cli.readText("-")).trim() : database;
  const { connectLiveDatabase } = await import("./live-database.ts");
  return await connectLiveDatabase(url);
}

const noText = (path: string): Part => ({
  findings: [lintFindingOf(path, notAnalysable({ line: 1, column: 1 }, "The file is no UTF-8 text"))],
  count: { files: 1, statements: 1, analysed: 0 },
  unlooked: [],
  set: null,
});

function inCode(file: LintFile): Part | null {
  const finding = codeMigration(file);
  if (!finding) return null;
  const count = { files: 1, statements: 1, analysed: 0 };
  return { findings: [lintFindingOf(file.path, finding)], count, unlooked: [], set: null };
}

/** What is assumed of the database of a plan, without one. */
async function assumedOf(context: Context, dialect: Dialect): Promise<LiveFacts> {
  const { options, settings, dump } = context;
  const wanted = dialect === "postgresql" ? (options.pgVersion ?? settings.postgresVersion) : undefined;
  const analyser = await analyserOf(dialect);
  return {
    version: wanted ?? versionOfDump(dump) ?? DEFAULT_VERSION[dialect],
    ...((await schemaOfDump(context, dialect)) ?? {
      model: analyser.emptyModel({ complete: false }),
      target: targetOf(settings),
    }),
  };
}

interface Context extends LintWork {
  readonly given: ReadonlySet<string>;
  readonly since: ReadonlySet<string>;
  readonly dump: string | null;
}

async function contextOf(work: LintWork, live: LiveDatabase | null): Promise<Context> {
  const { found, options, settings, folder } = work;
  const given = new Set(found.sql.map(({ path }) => path));
  const ref = options.since ?? settings.since;
  const files = [...given].filter((path) => path !== "<stdin>");
  const since = ref === undefined ? new Set<string>() : await appliedAtRef(files, ref, process.cwd());
  const dump = options.schema ?? (settings.schema === undefined || live ? undefined : resolve(folder, settings.schema));
  return { ...work, given, since, dump: dump === undefined ? null : await readDump(dump) };
}

async function readDump(path: string): Promise<string> {
  return await readFile(path, "utf8").catch((error: unknown) => {
    throw new CliError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, EXIT.usage, error);
  });
}

async function lintOne(whole: MigrationSet, context: Context, live: LiveDatabase | null): Promise<Part | null> {
  const { given, since, options, settings } = context;
  const { set, applied } = findApplied(whole, {
    given,
    since,
    through: options.appliedThrough ?? null,
    ledger: live?.dialect === whole.dialect ? await live.readLedger(whole.runner) : null,
  });
  if (set.migrations.length === 0) return null;
  if (live && live.dialect !== set.dialect) {
    throw new CliError(
      `${set.root || "."} is for ${set.dialect}, and the database is ${live.dialect}. Say --engine, or leave --database out.`,
      EXIT.usage,
    );
  }
  const analyser = await analyserOf(set.dialect);
  const schema = live ? await live.readSchema() : await schemaOfDump(context, set.dialect);
  const version = set.dialect === "postgresql" ? (options.pgVersion ?? settings.postgresVersion) : undefined;
  return await lintSet(set, {
    analyser,
    schema: schema && { ...schema, target: { ...schema.target, freeBytes: settings.freeBytes ?? null } },
    unknownTarget: targetOf(settings),
    version: version ?? live?.version ?? versionOfDump(context.dump) ?? DEFAULT_VERSION[set.dialect],
    settings: { ...DEFAULT_SETTINGS, rules: settings.rules },
    isApplied: (migration) => applied.has(migration),
    ...(live ? { estimate: live.estimate } : {}),
  });
}

async function schemaOfDump(
  { dump: text, settings }: Context,
  dialect: Dialect,
): Promise<{ readonly model: SchemaModel; readonly target: TargetFacts } | null> {
  if (text === null) return null;
  const analyser = await analyserOf(dialect);
  const { statements, findings } = await readScript(text, dialect, analyser);
  // What was not read may have made anything.
  return { model: { ...analyser.modelOf(statements), complete: findings.length === 0 }, target: targetOf(settings) };
}

/** What the configuration says of the server, where none is looked at. */
const targetOf = ({ freeBytes }: LintSettings): TargetFacts => ({ ...UNKNOWN_TARGET, freeBytes: freeBytes ?? null });

/** pg_dump writes the server's version into its head. */
function versionOfDump(text: string | null): number | null {
  const found = /^-- Dumped from database version (\d+)/m.exec(text?.slice(0, 2_000) ?? "");
  return found ? Number(found[1]) : null;
}
