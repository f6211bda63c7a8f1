import type { Command } from "commander";
import * as contract from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Cli } from "../cli.ts";
import { findRolloutId } from "../find.ts";
import { facts, type JsonOption, print } from "../print.ts";
import { wholeNumber } from "../whole-number.ts";

interface TuneOptions extends JsonOption {
  readonly step?: string;
  readonly batchSize?: number | null;
  readonly pause?: number;
}

const batchSize = (text: string): number | null => (text === "auto" ? null : wholeNumber(text));

function pick(rollout: contract.Rollout, step: string | undefined): contract.Backfill {
  const candidates = rollout.backfills.filter((it) =>
    step === undefined ? it.finishedAt === null : it.stepId === step,
  );
  const [only] = candidates;
  if (only && candidates.length === 1) return only;
  const steps = rollout.backfills.map((it) => it.stepId).join(", ") || "none";
  throw new DomainError("invalid-input", `Say which backfill with --step. Its steps with a backfill: ${steps}.`);
}

export function tuneCommand(noun: Command, cli: Cli): void {
  noun
    .command("tune")
    .description("Change batch size and pause of a backfill while it runs")
    .argument("<rollout>", "id, or its beginning")
    .option("--batch-size <rows>", "rows a batch, or auto: sized by how long batches take", batchSize)
    .option("--pause <ms>", "milliseconds between two batches", wholeNumber)
    .option("--step <step>", "which backfill, such as backfill.1 (default: the one that is not finished)")
    .option("--json", "print JSON")
    .action(async (rollout: string, { step, batchSize: rows, pause, json }: TuneOptions) => {
      if (rows === undefined && pause === undefined)
        throw new DomainError("invalid-input", "Give --batch-size, --pause or both.");
      const api = await cli.api();
      const rolloutId = await findRolloutId(api, rollout);
      const { id: backfillId } = pick(await api.call(contract.getRollout, { params: { rolloutId } }), step);
      const body = {
        ...(rows === undefined ? {} : { batchSize: rows }),
        ...(pause === undefined ? {} : { pauseMs: pause }),
      };
      const after = await api.call(contract.tuneBackfill, { params: { rolloutId, backfillId }, body });
      const tuned = after.backfills.find((it) => it.id === backfillId);
      print(cli.terminal, { json: json ?? false }, tuned ?? null, (it) =>
        facts([
          ["Backfill of", it?.table],
          ["Rows a batch", it && (it.settings.batchSize === null ? "auto" : String(it.settings.batchSize))],
          ["Pause", it && `${it.settings.pauseMs} ms`],
        ]),
      );
    });
}
