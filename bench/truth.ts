// `npm run bench:truth -- --json`: what the static analysis says, against what was measured on PostgreSQL 14 to 18.
import { parseArgs } from "node:util";
import type { StatementEffects } from "#core/analysis/statement-effects.ts";
import { strengthOf } from "#core/engines/postgres/postgres-locks.ts";
import { CASES, compare, type Measured, predictCase } from "./support/lock-truth.ts";
import { ruleAlarms } from "./support/rule-alarms.ts";

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, verbose: { type: "boolean", default: false } },
});

const SHARE = strengthOf("SHARE");

/** Others wait for as long as rows are read or written: work under a lock that keeps writers or readers out. */
const isBlocking = ({ locks, rewrites, scans, builds }: Measured): boolean =>
  [...rewrites, ...scans, ...builds].some((it) => strengthOf((locks[it] ?? "none") as "none") >= SHARE);
const isToldBlocking = ({ relations }: StatementEffects): boolean =>
  relations.some((it) => it.strength >= SHARE && (it.rewrites || it.scans || it.buildsIndex));

const counts = {
  statements: 0,
  lock_right: 0,
  lock_wrong: 0,
  depends: 0,
  understated: 0,
  blocking_found: 0,
  blocking_total: 0,
  false_alarms: 0,
  brief_total: 0,
  rule_blocking_found: 0,
  rule_false_alarms: 0,
  rule_other_warnings: 0,
};

for (const it of CASES) {
  counts.statements += 1;
  const results = await Promise.all(
    it.measured.flatMap((measured) =>
      measured.versions.map(async (version) => {
        const effects = await predictCase(it, version);
        return { measured, version, effects, comparison: compare(effects, measured, it) };
      }),
    ),
  );
  for (const { comparison, version } of results) {
    counts[comparison.verdict === "right" ? "lock_right" : "lock_wrong"] += 1;
    if (comparison.depends) counts.depends += 1;
    if (comparison.understated) counts.understated += 1;
    if (values.verbose && comparison.differences.length > 0)
      process.stderr.write(`${it.id} on ${version}: ${comparison.differences.join("; ")}\n`);
  }
  const newest = results.at(-1);
  if (!newest || newest.measured.refused !== undefined) continue;
  const isAlarm = isToldBlocking(newest.effects);
  const alarms = await ruleAlarms(it, newest.version);
  if (isBlocking(newest.measured)) {
    counts.blocking_total += 1;
    if (isAlarm) counts.blocking_found += 1;
    if (alarms.ofLock) counts.rule_blocking_found += 1;
    else if (values.verbose) process.stderr.write(`${it.id}: no rule warns of its lock\n`);
  } else {
    counts.brief_total += 1;
    if (isAlarm) counts.false_alarms += 1;
    if (alarms.ofLock) counts.rule_false_alarms += 1;
    else if (alarms.ofElse) counts.rule_other_warnings += 1;
    if (values.verbose && (alarms.ofLock || alarms.ofElse))
      process.stderr.write(`${it.id}: a rule warns ${alarms.ofLock ? "of its brief lock" : "of something else"}\n`);
  }
}

const { lock_right: right, lock_wrong: wrong, understated } = counts;
if (values.json) console.log(JSON.stringify(counts));
else
  console.log(
    `${counts.statements} statements on 14 to 18: ${right} of ${right + wrong} right, ${understated} understated; ` +
      `${counts.blocking_found} of ${counts.blocking_total} blocking ones found, ${counts.false_alarms} false alarms on ${counts.brief_total} brief ones. ` +
      `The rules warn of the lock of ${counts.rule_blocking_found} blocking and ${counts.rule_false_alarms} brief ones, and of something else at ${counts.rule_other_warnings} brief ones.`,
  );
process.exitCode = understated > 0 ? 1 : 0;
