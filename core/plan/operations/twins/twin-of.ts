import type { OperationContext } from "../operation.ts";
import type { ColumnTwin } from "../rules/column-twin.ts";
import { refuseUsers } from "./refuse-users.ts";
import { twinChecks } from "./twin-checks.ts";
import { twinForeignKeys } from "./twin-foreign-keys.ts";
import { twinFunctions } from "./twin-functions.ts";
import { twinGenerated } from "./twin-generated.ts";
import { twinIndexes } from "./twin-indexes.ts";
import { twinKeys } from "./twin-keys.ts";
import { twinPolicies } from "./twin-policies.ts";
import { twinPreflight } from "./twin-preflight.ts";
import { twinPublications } from "./twin-publications.ts";
import { twinSequences } from "./twin-sequences.ts";
import { twinSettings } from "./twin-settings.ts";
import { twinStatistics } from "./twin-statistics.ts";
import { twinTriggerFunctions } from "./twin-trigger-functions.ts";
import { twinTriggers } from "./twin-triggers.ts";
import { twinViews } from "./twin-views.ts";
import { type Twinning, type TwinParts, type TwinQuestion, twinningOf } from "./twinning.ts";

/**
 * What hangs on the old columns of a table's rules, made again on the new ones under the old names (reference: postgres.md, 4.1).
 * In the order in which contract needs it: keys before what builds on them, and their locks in the order of writers.
 * @throws DomainError `unsupported` for what cannot be carried over online, with the nearest alternative.
 */
export async function twinOf(question: TwinQuestion, context: OperationContext): Promise<ColumnTwin> {
  const twinning = twinningOf(question, context);
  await refuseUsers(twinning);
  await assertTypesFit(twinning);
  return merged([
    ...twinSettings(twinning),
    ...(await twinStatistics(twinning)),
    ...(await twinViews(twinning)),
    ...(await twinFunctions(twinning)),
    ...(await twinPolicies(twinning)),
    ...(await twinTriggers(twinning)),
    ...(retyped(twinning).length > 0 ? [twinTriggerFunctions(twinning)] : []),
    ...(await twinPublications(twinning)),
    ...(await twinGenerated(twinning)),
    ...(await twinForeignKeys(twinning)),
    ...(await twinChecks(twinning)),
    ...(await twinIndexes(twinning)),
    ...(await twinKeys(twinning)),
    ...twinSequences(twinning),
    { notes: mentionNotes(twinning), preflight: [twinPreflight(twinning) ?? []].flat() },
  ]);
}

const retyped = ({ taken }: Twinning) => taken.filter(({ old, column }) => column.type !== old.type);

/** Nothing that could be known before is to be found out after the backfill. */
async function assertTypesFit(twinning: Twinning): Promise<void> {
  const { table, rules, context } = twinning;
  // A type that a rule makes first is not there to be tried with.
  const made = new Set(rules.filter((it) => it.install).flatMap((it) => it.new.map(({ name }) => name)));
  const columns = retyped(twinning)
    .filter(({ column }) => !made.has(column.name))
    .map(({ old, column }) => ({ column: old.name, type: column.type }));
  if (columns.length > 0) await context.catalog.assertTypesFit(table, columns);
}

/** PostgreSQL binds nothing to a text: whoever wrote it must look. */
const mentionNotes = ({ table, touches }: Twinning): readonly string[] =>
  table.mentions
    .filter(({ column }) => touches([column]) !== "none")
    .map(({ what, column }) => `${what} names ${column} in its text: see whether it goes on working, nothing tells.`);

const merged = (parts: readonly TwinParts[]): ColumnTwin => ({
  settings: parts.flatMap((it) => it.settings ?? []),
  indexes: parts.flatMap((it) => it.indexes ?? []),
  constraints: parts.flatMap((it) => it.constraints ?? []),
  checks: parts.flatMap((it) => it.checks ?? []),
  returns: parts.flatMap((it) => it.returns ?? []),
  before: parts.flatMap((it) => it.before ?? []),
  after: parts.flatMap((it) => it.after ?? []),
  preflight: parts.flatMap((it) => it.preflight ?? []),
  contract: parts.flatMap((it) => it.contract ?? []),
  last: [...new Set(parts.flatMap((it) => it.last ?? []))],
  lastIgnore: parts.flatMap((it) => it.lastIgnore ?? []),
  notes: parts.flatMap((it) => it.notes ?? []),
});
