import type { Dialect } from "#core/domain/dialect.ts";
import type { Engine } from "#core/engines/engine.ts";
import { createEngine } from "#core/engines/engine-registry.ts";
import type { LintFile } from "#core/lint/lint-file.ts";
import { lintFindingOf } from "#core/lint/lint-finding-of.ts";
import type { LintedFiles } from "#core/lint/lint-set.ts";
import type { LiveFacts } from "#core/plan/plan-check.ts";
import { checkPlanText } from "#server/plans/check-plan-text.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import type { Targets } from "#server/targets/targets.ts";
import type { LiveDatabase } from "./live-database.ts";

const LIVE = "live";

/** Checks a plan document as the server does before review: without a database, or against the one that was named. */
export async function lintPlan(
  { path, text }: LintFile,
  {
    live,
    assumed,
  }: {
    readonly live: LiveDatabase | null;
    /** Of the version and the dump that were given. */
    readonly assumed: (dialect: Dialect) => Promise<LiveFacts>;
  },
): Promise<Omit<LintedFiles, "set"> & { readonly set: null }> {
  const where = live ? { databaseId: LIVE } : {};
  const { plan, findings, unlooked } = await checkPlanText({ targets: targetsOf(live) }, { text, ...where, assumed });
  const statements = plan?.texts.reduce((sum, it) => sum + it.statements.length, 0) ?? 1;
  const analysed = plan ? statements : 0;
  return {
    findings: findings.map((finding) => lintFindingOf(path, finding)),
    count: { files: 1, statements, analysed },
    unlooked,
    set: null,
  };
}

/** The one database that there is, as the checks of the server open theirs. */
function targetsOf(live: LiveDatabase | null): Targets {
  const engines = new Map<Dialect, Engine>();
  const engine = (dialect: Dialect): Engine => {
    const made = engines.get(dialect) ?? createEngine(dialect, { postgresql: pgDriver, sqlite: sqliteDriver });
    engines.set(dialect, made);
    return made;
  };
  const nothing = async () => undefined;
  const open = async () => {
    if (!live) throw new TypeError("No database was named");
    return { engine: live.engine, connection: live.connection, [Symbol.asyncDispose]: nothing };
  };
  return {
    engine,
    openAddress: open,
    open: async () => ({ ...(await open()), databaseId: LIVE, databaseName: "the database" }),
  };
}
