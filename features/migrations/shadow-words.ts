import type { Tone } from "#components/ui/badge.tsx";
import type { ShadowReport, ShadowStep, TracedStatement } from "#contracts/shadow-run.ts";
import type { Fate } from "#core/domain/fate.ts";
import type { UndoOutcome } from "#core/domain/undo-outcome.ts";

export const UNDO_LOOKS: Record<UndoOutcome, { readonly word: string; readonly tone: Tone }> = {
  restored: { word: "undo restores", tone: "success" },
  "restored but for column order": { word: "undo restores all but the order of columns", tone: "info" },
  differs: { word: "undo does not restore", tone: "danger" },
  refused: { word: "undo fails", tone: "danger" },
  kept: { word: "stays by plan", tone: "neutral" },
  "point of no return": { word: "no way back", tone: "warning" },
  "nothing to undo": { word: "nothing to undo", tone: "neutral" },
  "not reached": { word: "undo not tried", tone: "neutral" },
};

export const FATE_TONES: Record<Fate, Tone> = {
  breaks: "danger",
  dropped: "danger",
  "blocks the step": "danger",
  changed: "info",
  locked: "warning",
  "may break": "warning",
  "dropped by the plan": "neutral",
  "keeps working": "success",
};

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export interface Verdict {
  readonly tone: Tone;
  readonly text: string;
}

const statementsOf = (steps: readonly ShadowStep[]): readonly TracedStatement[] =>
  steps.flatMap(({ statements }) => statements);

/** What a statement drops. Columns and keys go with their table, and what Sluice itself made is no loss. */
export function lostThings(gone: readonly string[]): readonly string[] {
  const whole = gone.flatMap((it) => /^(?:table|view|materialized view) (.+)$/.exec(it)?.[1] ?? []);
  const isPart = (it: string) => whole.some((name) => it.startsWith(`column ${name}.`) || it.endsWith(` on ${name}`));
  const isOurs = (it: string) => /^(function sluice\.|trigger "~~sluice|column order of )/.test(it);
  return gone.filter((it) => !isOurs(it) && !isPart(it));
}

/** Whether there is more to say of it than that it ran. */
export const isTelling = ({ locks, refused, disagreements, gone }: TracedStatement): boolean =>
  refused !== null || disagreements.length > 0 || lostThings(gone).length > 0 || locks.some((it) => !it.held);

/** A statement that keeps others waiting while it works through a table. */
export const isBlockingWork = ({ locks, rewritten, scanned, indexesBuilt }: TracedStatement): boolean =>
  locks.some((it) => it.blocksWrites && it.kind !== "index" && it.kind !== "file") &&
  rewritten.length + scanned.length + indexesBuilt.length > 0;

/** What to know in ten seconds, the worst first. */
export function verdictsOf({ steps, dependents, queries }: ShadowReport): readonly Verdict[] {
  const refused = steps.find(({ state }) => state === "refused");
  const undo = (state: UndoOutcome) => steps.filter((step) => step.undo.state === state).length;
  const fates = (fate: Fate) => dependents.filter((it) => it.fate === fate).length;
  const blocking = statementsOf(steps).filter(isBlockingWork).length;
  const disagreements = statementsOf(steps).filter((it) => it.disagreements.length > 0).length;
  const scans = queries.filter((it) => it.newSequentialScans.length > 0).length;
  const breaking = queries.filter((it) => it.prepared === "breaks").length;
  const counted: readonly (readonly [number, Tone, (count: number) => string])[] = [
    [undo("refused"), "danger", (n) => `${plural(n, "undo", "undos")} fail${n === 1 ? "s" : ""}`],
    [undo("differs"), "danger", (n) => `${plural(n, "undo does", "undos do")} not restore`],
    [
      blocking,
      "danger",
      (n) => `${plural(n, "statement")} work${n === 1 ? "s" : ""} through a table while others wait`,
    ],
    [fates("breaks"), "danger", (n) => `${plural(n, "dependent")} break${n === 1 ? "s" : ""}`],
    [fates("dropped"), "danger", (n) => `${plural(n, "dependent is", "dependents are")} dropped`],
    [fates("may break"), "warning", (n) => `${plural(n, "dependent")} may break`],
    [breaking, "warning", (n) => `${plural(n, "prepared statement")} break${n === 1 ? "s" : ""}`],
    [scans, "warning", (n) => `${plural(n, "query reads", "queries read")} a whole table anew`],
    [disagreements, "warning", (n) => `${plural(n, "statement does", "statements do")} other than the rules say`],
    [undo("restored"), "success", (n) => `${plural(n, "undo restores", "undos restore")} the schema`],
  ];
  const first: Verdict = refused
    ? refused.alreadyThere === undefined
      ? { tone: "danger", text: `The server refuses ${refused.stepId}` }
      : { tone: "info", text: `The result of ${refused.stepId} is there already` }
    : { tone: "success", text: "Ran to its end" };
  return [first, ...counted.flatMap(([count, tone, text]) => (count > 0 ? [{ tone, text: text(count) }] : []))];
}

/** In plain words, where the run ended at a step whose result the database has already. */
export function alreadyThereText({ steps }: ShadowReport): string | null {
  const step = steps.find(({ alreadyThere }) => alreadyThere !== undefined);
  if (!step) return null;
  return `The database is already as ${step.stepId} would leave it: ${step.alreadyThere}. The plan, or part of it, seems to have been carried out there. The run ended at this step, so it shows nothing of those behind it; what the plan does, a shadow of a database shows that has not had it yet.`;
}

/** Where it was built. */
export function placeText({ facts }: ShadowReport): string {
  if (facts.place === "file") return `a temporary file with ${facts.version}`;
  return `${facts.version} (${facts.place === "embedded" ? "Sluice's own server" : "the configured scratch server"})`;
}
