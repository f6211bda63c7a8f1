import { getRollout, type Rollout } from "#contracts/rollout.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import type { Cli } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { EXIT, EXIT_CODE_OF_STATE } from "./exit-code.ts";
import { duration, type JsonOption, number, percent, printLine } from "./print.ts";

const POLL_MS = 1_000;
/** How long Sluice may be silent before a watch gives up: it may be starting anew. */
const PATIENCE_MS = 60_000;

/** What a line of a watch says; another line follows when it changes. */
export function progressOf(rollout: Rollout) {
  const backfill = rollout.backfills.find((it) => it.state !== "succeeded" && it.state !== "pending");
  return {
    rolloutId: rollout.id,
    state: rollout.state,
    phase: rollout.phase,
    headline: rollout.headline,
    fraction: rollout.fraction,
    backfill: backfill
      ? {
          table: backfill.table,
          fraction: backfill.fraction,
          rowsScanned: backfill.rowsScanned,
          rowsChanged: backfill.rowsChanged,
          rowsPerSecond: backfill.rowsPerSecond,
          eta: backfill.eta,
        }
      : null,
    waiting: rollout.waiting.map(({ code, message }) => ({ code, message })),
  };
}
type Progress = ReturnType<typeof progressOf>;

const BAR = 24;
const bar = (fraction: number): string => {
  const full = Math.min(BAR, Math.max(0, Math.floor(fraction * BAR)));
  return `[${"#".repeat(full)}${".".repeat(BAR - full)}]`;
};

/** One line for people. */
export function lineOf({ state, headline, backfill }: Progress): string {
  const label = RUN_STATE_LABELS[state];
  if (!backfill) return headline.startsWith(label) ? headline : `${label}: ${headline}`;
  const rate = backfill.rowsPerSecond === null ? "" : ` · ${number(backfill.rowsPerSecond)} rows/s`;
  const { eta } = backfill;
  const left = eta
    ? ` · ${duration(eta.fromSeconds)} to ${duration(eta.toSeconds)} left`
    : " · time left not known yet";
  const now = state === "running" ? `${rate}${left}` : "";
  return `${label} ${bar(backfill.fraction)} ${percent(backfill.fraction)} of ${backfill.table}${now} · ${headline}`;
}

/** Shows what changes: rewrites one line for people, adds lines for files and programs. */
function shower(cli: Cli, options: JsonOption) {
  const { terminal } = cli;
  let last = "";
  const rewrite = (line: string) => terminal.write(`\r\u001b[2K${line}`);
  return {
    show(progress: Progress): void {
      const text = options.json ? JSON.stringify(progress) : lineOf(progress);
      if (text === last) return;
      last = text;
      if (options.json) printLine(terminal, { at: new Date(cli.now()).toISOString(), ...progress });
      else if (terminal.isInteractive) rewrite(text);
      else terminal.write(`${text}\n`);
    },
    silence(error: Error): void {
      last = "";
      if (terminal.isInteractive && !options.json) rewrite(`${error.message} Trying again…`);
      else terminal.complain(error.message);
    },
    end(): void {
      if (terminal.isInteractive && !options.json) terminal.write("\n");
    },
  };
}

/** Shows a rollout until it ends, and sets the exit code by how it did. A Sluice that is silent for a while is waited for. */
export async function watchRollout(cli: Cli, rolloutId: string, options: JsonOption): Promise<Rollout> {
  const api = await cli.api();
  const shown = shower(cli, options);
  let answeredAt = cli.now();
  for (;;) {
    try {
      const rollout = await api.call(getRollout, { params: { rolloutId } });
      answeredAt = cli.now();
      shown.show(progressOf(rollout));
      const exitCode = EXIT_CODE_OF_STATE[rollout.state];
      if (exitCode !== null) {
        shown.end();
        cli.exitWith(exitCode);
        return rollout;
      }
    } catch (error) {
      const isSilent = error instanceof CliError && error.exitCode === EXIT.unreachable;
      if (!isSilent || cli.now() - answeredAt > PATIENCE_MS) throw error;
      shown.silence(error);
    }
    await cli.sleep(POLL_MS);
  }
}
