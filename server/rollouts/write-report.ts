import type { DryRun } from "#contracts/dry-run.ts";
import type { RolloutForecast } from "#contracts/forecast.ts";
import type { Backfill, Rollout, RolloutEvent, StepRun } from "#contracts/rollout.ts";
import { lockWords } from "#core/domain/lock-words.ts";
import { PHASE_LABELS, PHASES } from "#core/domain/phase.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import { durationWords, rangeWords } from "./duration-words.ts";
import { forecastText } from "./forecast-text.ts";
import { percent } from "./headline.ts";
import type { SlowdownSum } from "./slowdown-repository.ts";

interface Log {
  readonly events: readonly RolloutEvent[];
  readonly hasEarlier: boolean;
}

/** What stands beside the rollout's own rows. */
export interface ReportExtras {
  readonly slowdowns: readonly SlowdownSum[];
  /** The newest of each backfill, on this database where there is one. */
  readonly dryRuns: readonly DryRun[];
  /** `null`: none was kept when it began. */
  readonly forecast: RolloutForecast | null;
}

/** Steps, evidence, figures and people of a rollout. Pure. */
export function writeReport(
  rollout: Rollout,
  log: Log,
  { slowdowns, dryRuns, forecast }: ReportExtras,
  now: Date,
): string {
  const parts = [
    heading(rollout, now),
    people(rollout),
    ...phases(rollout),
    forecast ? forecastText(forecast) : "",
    ...rollout.backfills.map((it) =>
      [
        backfill(it),
        slowdownText(slowdowns.filter(({ backfillId }) => backfillId === it.id)),
        ...dryRuns.filter(({ stepId }) => stepId === it.stepId).map(dryRunText),
      ]
        .filter(Boolean)
        .join("\n\n"),
    ),
    history(log),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

const time = (iso: string | null): string => (iso ? `${iso.slice(0, 19).replace("T", " ")} UTC` : "–");
const number = (value: number): string => Math.round(value).toLocaleString("en");
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
const took = (from: string | null, to: string | null): string =>
  from && to ? durationWords((new Date(to).getTime() - new Date(from).getTime()) / 1000) : "–";

function heading(rollout: Rollout, now: Date): string {
  const { migrationTitle, migrationName, revision, digest, databaseName, environment, state, headline } = rollout;
  return [
    `# ${migrationTitle}`,
    "",
    `**${RUN_STATE_LABELS[state]}.** ${headline}`,
    "",
    "| | |",
    "|---|---|",
    `| Migration | ${cell(migrationName)}, revision ${revision} |`,
    `| Digest of the plan | \`${digest}\` |`,
    `| Database | ${cell(databaseName)} (${environment}) |`,
    `| Began | ${time(rollout.startedAt)} |`,
    `| Ended | ${time(rollout.finishedAt)} |`,
    `| Took | ${took(rollout.startedAt, rollout.finishedAt)} |`,
    `| Report of | ${time(now.toISOString())} |`,
  ].join("\n");
}

function people({ startedByName, approvedBy, steps, isBreakGlass }: Rollout): string {
  const approvals = approvedBy.map(
    ({ name, at, singlePerson }) =>
      `- Approved by ${name}, ${time(at)}${singlePerson ? " (single-person mode: the author's own approval)" : ""}`,
  );
  const gates = steps.flatMap(({ passedByName, title, finishedAt }) =>
    passedByName ? [`- “${title}”: yes, said ${passedByName}, ${time(finishedAt)}`] : [],
  );
  const glass = isBreakGlass ? " **without approval: the glass was broken**" : "";
  return ["## People", "", `- Started by ${startedByName}${glass}`, ...approvals, ...gates].join("\n");
}

function phases({ steps }: Rollout): string[] {
  return PHASES.flatMap((phase) => {
    const own = steps.filter((step) => step.phase === phase);
    return own.length === 0 ? [] : [[`## ${PHASE_LABELS[phase]}`, ...own.map(stepText)].join("\n\n")];
  });
}

function stepText(step: StepRun): string {
  const facts = [
    `State: **${step.state.replace("_", " ")}**`,
    `began ${time(step.startedAt)}`,
    `took ${took(step.startedAt, step.finishedAt)}`,
    ...(step.attempt > 1 ? [`${step.attempt} attempts`] : []),
    ...(step.locks ? [lockWords(step.locks)] : []),
  ];
  return [
    `### ${step.stepId} ${step.title}`,
    facts.join(", "),
    step.note ?? "",
    demands(step),
    ...step.statements.map((sql) => fenced(sql, "sql")),
    `Undo: ${step.undo.summary}`,
    step.error ? `**Error ${step.error.code}:** ${step.error.message} ${step.error.fix}` : "",
    evidence(step),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** A fence longer than any inside the text cannot be ended by it. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** What a gate demanded of applications, as it was seen last. */
function demands({ gate }: StepRun): string {
  if (!gate || gate.demands.length === 0) return "";
  const rows = gate.demands.map(
    ({ title, isMet, says }) => `- ${isMet ? "holds" : "**does not hold**"}: ${title} (${says})`,
  );
  const { override } = gate;
  const aside = override ? [`- Put aside by ${override.byName}, ${time(override.at)}: ${override.reason}`] : [];
  return [...rows, ...aside, ...gate.notes.map((note) => `- ${note}`)].join("\n");
}

function evidence({ evidence: found }: StepRun): string {
  if (!found) return "";
  const rows = found.items.map(({ label, result, ms }) => `| ${cell(label)} | ${cell(result)} | ${number(ms)} ms |`);
  const keys =
    found.sampleKeys.length > 0
      ? `\n\nKeys of some: ${found.sampleKeys.map((key) => `\`${cell(key)}\``).join(", ")}`
      : "";
  const verdict = found.passed ? "passed" : "**failed**";
  return `Evidence of ${time(found.at)}, ${verdict}: ${found.summary}\n\n| query | result | took |\n|---|---|---|\n${rows.join("\n")}${keys}`;
}

function backfill(it: Backfill): string {
  const figures = [it.rowsScanned, it.rowsChanged, it.rowsSkipped, it.rowsVerified, it.rowsDiffering, it.batches];
  return [
    `## Backfill of ${it.table} (${it.stepId})`,
    "",
    `${percent(it.fraction)} by key position, along ${it.key}; state ${it.state}.${it.keepsOldValues ? " Old values are kept, so that it can be undone." : ""}`,
    "",
    "| scanned | changed | set aside | compared | differing | batches | retries | lock waits | errors | took |",
    "|---|---|---|---|---|---|---|---|---|---|",
    `| ${[...figures, it.retries, it.lockWaits, it.errors].map(number).join(" | ")} | ${took(it.startedAt, it.finishedAt)} |`,
  ].join("\n");
}

function slowdownText(sums: readonly SlowdownSum[]): string {
  if (sums.length === 0) return "";
  const rows = sums.map(
    ({ code, effect, times, seconds, example }) =>
      `| ${effect === "stop" ? "stood still" : "slowed"} | ${code.replaceAll("_", " ")} | ${number(times)} | ${durationWords(seconds)} | ${cell(example)} |`,
  );
  return [
    "What slowed it:",
    "",
    "| effect | by | times | in all | the longest |",
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function dryRunText({ databaseName, at, byName, result }: DryRun): string {
  const { where, ranges, rowsPerSecond, seconds, walBytesPerRow, longestMs, diskBytes, warnings } = result;
  const rows = ranges.reduce((sum, range) => sum + range.rows, 0);
  const facts = [
    `${number(rows)} rows of ${ranges.length} ranges, ${where}`,
    rowsPerSecond && `${number(rowsPerSecond.low)} to ${number(rowsPerSecond.high)} rows/s`,
    seconds && `the whole table in ${rangeWords(seconds.low, seconds.high)} without pauses`,
    walBytesPerRow !== null && `${number(walBytesPerRow)} bytes of WAL a row`,
    diskBytes !== null && `about ${number(diskBytes / 1_000_000)} MB of disk`,
    `longest statement ${number(longestMs)} ms`,
  ];
  const told = warnings.map((warning) => `\n- ${warning}`).join("");
  return `Dry run on ${databaseName} by ${byName}, ${time(at)}: ${facts.filter(Boolean).join("; ")}.${told}`;
}

function history({ events, hasEarlier }: Log): string {
  const lines = events.map(({ at, byName, message }) => `- ${time(at)} · ${byName} · ${message}`);
  return ["## What happened", "", ...(hasEarlier ? ["- … earlier events are left out"] : []), ...lines].join("\n");
}
