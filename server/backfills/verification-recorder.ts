import type { ComparedPage, FailedTry } from "#core/backfill/slice-host.ts";
import type { Needs } from "#server/container.ts";
import { announceRun } from "#server/rollouts/announce-run.ts";
import type { BackfillRecord, ShardRecord } from "./backfill-record.ts";
import { type VerifiedFigures, writeVerified } from "./shard-repository.ts";

const FIGURES_MS = 1_000;
/** Keys of rows that differ, as many as a person looks at. */
const MOST_KEYS = 100;

/** Writes down how far a range has been compared, at least once a second, so that the next slice goes on there. */
export class VerificationRecorder {
  readonly #deps: Needs<"prisma" | "feed">;
  readonly #of: { readonly backfill: BackfillRecord; readonly shard: ShardRecord; readonly owner: string };
  #figures: VerifiedFigures | null = null;
  #isDone = false;
  #writtenAt = performance.now();

  constructor(
    deps: Needs<"prisma" | "feed">,
    of: { readonly backfill: BackfillRecord; readonly shard: ShardRecord; readonly owner: string },
  ) {
    this.#deps = deps;
    this.#of = of;
  }

  async progressed(page: ComparedPage): Promise<void> {
    const { shard } = this.#of;
    const before = this.#figures ?? shard;
    this.#figures = {
      verifyPos: page.to,
      rowsVerified: before.rowsVerified + page.scanned,
      rowsDiffering: before.rowsDiffering + page.differing,
      differingKeys: [...before.differingKeys, ...page.sampleKeys].slice(0, MOST_KEYS),
      retries: before.retries,
      errors: before.errors,
      lastError: null,
    };
    this.#isDone = page.last;
    if (performance.now() - this.#writtenAt >= FIGURES_MS) await this.flush();
  }

  async failed({ code, message }: FailedTry): Promise<void> {
    const { verifyPos, rowsVerified, rowsDiffering, differingKeys, retries, errors } = this.#figures ?? this.#of.shard;
    if (verifyPos === null) return;
    const lastError = `${message} (${code})`;
    this.#figures = {
      verifyPos,
      rowsVerified,
      rowsDiffering,
      differingKeys: [...differingKeys],
      retries: retries + 1,
      errors: errors + 1,
      lastError,
    };
    await this.flush();
  }

  async flush(lastError: string | null = null): Promise<void> {
    if (!this.#figures) return;
    this.#writtenAt = performance.now();
    const figures = lastError === null ? this.#figures : { ...this.#figures, lastError };
    const { backfill, shard, owner } = this.#of;
    await writeVerified(this.#deps.prisma, { shardId: shard.id, owner }, figures, this.#isDone);
    await announceRun(this.#deps, backfill);
  }
}
