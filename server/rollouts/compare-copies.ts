import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Evidence } from "#contracts/rollout.ts";
import type { CopyCheck } from "#core/domain/plan-document.ts";
import type { KeyText } from "#core/engines/backfill-store.ts";
import type { BackfillVerifier, RangeChecksum } from "#core/engines/backfill-verifier.ts";
import { NO_KEY } from "#core/engines/key-text.ts";
import { queriesOfCheck } from "#core/plan/queries-of-check.ts";
import type { OpenTarget } from "#server/targets/targets.ts";
import type { StepTask } from "./step-task.ts";

const PAGE_ROWS = 5_000;
/** A row that somebody writes just now may be in the one table a moment before it is in the other. */
const MOST_ROUNDS = 10;
const ROUND_MS = 200;
const MOST_SAMPLES = 20;
const TOLD_EVERY_MS = 2_000;

type Page = Awaited<ReturnType<BackfillVerifier["compareCopies"]>>;

/** Figures of both sides, range by range. */
class Comparison {
  rows = { from: 0, to: 0 };
  ranges = 0;
  differing = 0;
  readonly sampleKeys: KeyText[] = [];
  readonly #hashes = { from: createHash("sha256"), to: createHash("sha256") };

  add(page: Page): void {
    this.ranges += 1;
    for (const side of ["from", "to"] as const) {
      this.rows[side] += page[side].rows;
      this.#hashes[side].update(`${page[side].rows}:${page[side].hash};`);
    }
    if (agrees(page)) return;
    this.differing += 1;
    this.sampleKeys.push(...page.sampleKeys.slice(0, MOST_SAMPLES - this.sampleKeys.length));
  }

  checksums(): { readonly from: string; readonly to: string } {
    return { from: shortened(this.#hashes.from.digest("hex")), to: shortened(this.#hashes.to.digest("hex")) };
  }
}

const shortened = (hex: string): string => hex.slice(0, 16);
const same = (a: RangeChecksum, b: RangeChecksum): boolean => a.rows === b.rows && a.hash === b.hash;
const agrees = ({ from, to }: Page): boolean => same(from, to);

/** Compares two tables to the end, or until enough rows are found that differ. `null`: it is to pause. */
export async function compareTables(
  task: StepTask,
  { engine, connection }: OpenTarget,
  copy: CopyCheck,
): Promise<Omit<Evidence, "at"> | null> {
  const { parseTable } = engine.statements;
  const tables = { from: parseTable(copy.from), to: parseTable(copy.to), columns: copy.columns };
  const found = new Comparison();
  const startedAt = performance.now();
  let toldAt = startedAt;
  let after: KeyText | null = NO_KEY;
  while (after !== null && found.sampleKeys.length < MOST_SAMPLES) {
    const read: () => Promise<Page> = pageAfter(after, (page) =>
      engine.verifier.compareCopies(connection, tables, page),
    );
    const page = await settled(read, task.watch.pause);
    if (!page) return null;
    found.add(page);
    after = page.next;
    if (performance.now() - toldAt < TOLD_EVERY_MS) continue;
    toldAt = performance.now();
    await task.note({ progress: { message: `Compared ${counted(found.rows.from)} so far`, fraction: null } });
  }
  return evidenceOf(copy, found, { isWhole: after === null, ms: Math.round(performance.now() - startedAt) });
}

const pageAfter =
  (after: KeyText, read: (page: { readonly after: KeyText; readonly limit: number }) => Promise<Page>) =>
  (): Promise<Page> =>
    read({ after, limit: PAGE_ROWS });

/** A page that disagrees is read again a few times; what still differs then differs. */
async function settled(read: () => Promise<Page>, pause: AbortSignal): Promise<Page | null> {
  for (let round = 1; ; round++) {
    if (pause.aborted) return null;
    const page = await read();
    if (agrees(page) || round === MOST_ROUNDS) return page;
    await wait(ROUND_MS, undefined, { signal: pause }).catch(() => undefined);
  }
}

const counted = (rows: number): string => `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"}`;

function evidenceOf(
  copy: CopyCheck,
  found: Comparison,
  { isWhole, ms }: { readonly isWhole: boolean; readonly ms: number },
): Omit<Evidence, "at"> {
  const passed = found.differing === 0;
  const { from, to } = found.rows;
  const ranges = `${found.differing.toLocaleString("en")} of ${found.ranges.toLocaleString("en")} ranges`;
  const rest = isWhole ? "" : "; the comparison stopped there";
  const differ = `${copy.from} and ${copy.to} differ in ${ranges} (${counted(from)} against ${counted(to)})${rest}`;
  const checksums = found.checksums();
  const [fromQuery = "", toQuery = ""] = queriesOfCheck({ none: null, equal: null, copy });
  return {
    summary: passed ? `All ${counted(from)} of ${copy.from} are in ${copy.to}, and no other` : differ,
    passed,
    items: [
      { label: copy.from, sql: fromQuery, result: `${counted(from)}, checksum ${checksums.from}`, ms },
      { label: copy.to, sql: toQuery, result: `${counted(to)}, checksum ${checksums.to}`, ms },
    ],
    sampleKeys: found.sampleKeys,
  };
}
