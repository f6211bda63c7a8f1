import type { Command } from "commander";
import {
  listShadowRuns,
  type ShadowRun,
  type ShadowStep,
  startShadowRun,
  type TracedStatement,
} from "#contracts/shadow-run.ts";
import type { Cli } from "../cli.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";
import { findDatabase, findMigration } from "../find.ts";
import { type JsonOption, print, table } from "../print.ts";

const POLL_MS = 1_000;

interface ShadowOptions extends JsonOption {
  readonly database: string;
}

const workOf = ({ rewritten, scanned, indexesBuilt, pagesChanged, refused }: TracedStatement): string =>
  [
    ...(refused ? [`refused: ${refused.message} (${refused.code})`] : []),
    ...(rewritten.length > 0 ? [`rewrites ${rewritten.join(", ")}`] : []),
    ...(scanned.length > 0 ? [`reads all of ${scanned.join(", ")}`] : []),
    ...(indexesBuilt.length > 0 ? [`builds ${indexesBuilt.join(", ")}`] : []),
    ...(pagesChanged === null ? [] : [`${pagesChanged} pages changed`]),
  ].join("; ");

function rowsOf(step: ShadowStep): readonly (readonly string[])[] {
  const isQuiet = step.undo.state === "nothing to undo" || step.state === "refused";
  const undo = isQuiet ? "" : step.undo.state;
  const rows = step.statements
    .filter((it) => it.locks.length > 0 || it.refused !== null || it.disagreements.length > 0)
    .map((it) => [it.label, it.locks.map((lock) => `${lock.relation} ${lock.mode}`).join(", "), workOf(it)]);
  const [first = ["", "", ""], ...others] = rows;
  return [[step.stepId, ...first, undo], ...others.map((row) => ["", ...row, ""])];
}

/** A report as a table, and what is wrong below it. */
export function describeShadowRun({ report, error, databaseName }: ShadowRun): string {
  if (!report) return error ?? "It has not ended.";
  const { facts, steps, dependents, queries } = report;
  const statements = steps.flatMap((it) => it.statements);
  return [
    `Run on a shadow of ${databaseName}: ${facts.version}${facts.isSameVersion ? "" : `, while the database is ${facts.targetVersion}`}.`,
    table(["STEP", "STATEMENT", "LOCKS", "WORK", "UNDO"], steps.flatMap(rowsOf), "The plan has no steps."),
    ...steps.flatMap(({ stepId, alreadyThere }) =>
      alreadyThere === undefined
        ? []
        : [
            `The database is already as ${stepId} would leave it: ${alreadyThere}. The plan, or part of it, seems to have been carried out there.`,
          ],
    ),
    ...steps.flatMap(({ stepId, undo }) => undo.differences.map((line) => `Undo of ${stepId}: ${line}`)),
    ...steps.flatMap(({ stepId, undo }) =>
      undo.refused ? [`Undo of ${stepId} fails: ${undo.refused.message} (${undo.refused.code})`] : [],
    ),
    ...statements.flatMap((it) => it.disagreements.map((line) => `${it.label}: ${line}`)),
    ...dependents
      .filter((it) => it.fate !== "keeps working")
      .map((it) => `${it.kind} ${it.name}: ${it.fate}. ${it.why}.`),
    ...queries.flatMap((it) => [
      ...it.newSequentialScans.map((name) => `Query ${it.name}: now reads all of ${name}`),
      ...(it.prepared === "breaks" ? [`Query ${it.name}: prepared before, it breaks`] : []),
    ]),
    ...facts.missing.map((it) => `Not in the shadow: ${it.what} (${it.why})`),
  ].join("\n");
}

const isBad = ({ report }: ShadowRun): boolean =>
  report === null ||
  report.steps.some((it) => it.state === "refused" || it.undo.state === "differs" || it.undo.state === "refused");

export function shadowCommand(noun: Command, cli: Cli): void {
  noun
    .command("shadow")
    .description(
      "Run the plan on a throw-away copy of a database's schema; exit code 10 when a step or an undo fails there",
    )
    .argument("<migration>", "name or id")
    .requiredOption("--database <database>", "whose schema is copied; it is only read")
    .option("--json", "print JSON")
    .action(async (migration: string, { database, ...options }: ShadowOptions) => {
      const api = await cli.api();
      const params = { migrationId: (await findMigration(api, migration)).id };
      const { id: databaseId } = await findDatabase(api, database);
      const { id } = await api.call(startShadowRun, { params, body: { databaseId } });
      const ended = await endOf(cli, async () => {
        const { items } = await api.call(listShadowRuns, { params });
        return items.find((it) => it.id === id) ?? null;
      });
      print(cli.terminal, options, ended, describeShadowRun);
      if (isBad(ended)) cli.exitWith(EXIT.runFailed);
    });
}

/** Polls until it has ended. An edit of the plan meanwhile makes a new revision, whose runs are others. */
async function endOf(cli: Cli, read: () => Promise<ShadowRun | null>): Promise<ShadowRun> {
  for (;;) {
    const run = await read();
    if (!run) throw new CliError("The plan was edited meanwhile: run it again for the new revision.", EXIT.refused);
    if (run.state === "done" || run.state === "failed") return run;
    await cli.sleep(POLL_MS);
  }
}
