import type { Command } from "commander";
import * as contract from "#contracts/rollout.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import { RUN_STATE_LABELS } from "#core/domain/run-state.ts";
import type { StepId } from "#core/domain/step-id.ts";
import type { Cli } from "../cli.ts";
import { describeRollout } from "../describe-rollout.ts";
import { findDatabase, findMigration, findRolloutId } from "../find.ts";
import { type JsonOption, print, table } from "../print.ts";
import { watchRollout } from "../watch-rollout.ts";
import { rollbackCommand } from "./rollout-rollback.ts";
import { tuneCommand } from "./rollout-tune.ts";

interface StartOptions extends JsonOption {
  readonly database: string;
  readonly wait?: boolean;
}
interface ReasonOptions extends JsonOption {
  readonly reason?: string;
}
interface GateOptions extends JsonOption {
  readonly pass?: boolean;
  readonly comment?: string;
  readonly override?: string;
}

const list = (items: readonly contract.RolloutSummary[]): string =>
  table(
    ["ROLLOUT", "MIGRATION", "DATABASE", "STATE", "NOW"],
    items.map((it) => [it.id.slice(0, 13), it.migrationName, it.databaseName, RUN_STATE_LABELS[it.state], it.headline]),
    "There is no rollout. Start one: sluice rollout start <migration> --database <database>",
  );

const COMMANDS = [
  ["pause", contract.pauseRollout, "Stop after the batch or statement in flight"],
  ["resume", contract.resumeRollout, "Go on; a failed step is tried again"],
  ["cancel", contract.cancelRollout, "End for good; what was changed stays changed"],
] as const;

function startCommand(noun: Command, cli: Cli): void {
  noun
    .command("start")
    .description("Start a rollout of an approved plan on a database")
    .argument("<migration>", "name or id")
    .requiredOption("--database <database>", "name or id")
    .option("--wait", "show its progress until it ends; exit code 10 when it fails, 11 when cancelled or rolled back")
    .option("--json", "print JSON; with --wait a line for each change")
    .action(async (migration: string, { database, wait, ...options }: StartOptions) => {
      const api = await cli.api();
      const { id: migrationId, digest } = await findMigration(api, migration);
      const { id: databaseId } = await findDatabase(api, database);
      const rollout = await api.call(contract.startRollout, { body: { migrationId, databaseId, digest } });
      if (wait) await watchRollout(cli, rollout.id, options);
      else print(cli.terminal, options, rollout, describeRollout);
    });
}

function controlCommands(noun: Command, cli: Cli): void {
  for (const [name, operation, description] of COMMANDS) {
    noun
      .command(name)
      .description(description)
      .argument("<rollout>", "id, or its beginning")
      .option("--reason <text>", "why; everybody sees it")
      .option("--json", "print JSON")
      .action(async (rollout: string, { reason = "", json }: ReasonOptions) => {
        const api = await cli.api();
        const rolloutId = await findRolloutId(api, rollout);
        const after = await api.call(operation, { params: { rolloutId }, body: { reason } });
        print(cli.terminal, { json: json ?? false }, after, describeRollout);
      });
  }
}

function gateCommand(noun: Command, cli: Cli): void {
  noun
    .command("gate")
    .description("Answer a gate, or put aside what it demands of applications")
    .argument("<rollout>", "id, or its beginning")
    .argument("<step>", "the gate's step, such as cutover.1")
    .option("--pass", "answer its question with yes")
    .option("--override <reason>", "put its demands aside; the reason is kept in the audit")
    .option("--comment <text>", "what was looked at; everybody sees it")
    .option("--json", "print JSON")
    .action(async (rollout: string, step: string, { pass, comment = "", override, json }: GateOptions) => {
      if ((pass === undefined) === (override === undefined))
        throw new DomainError("invalid-input", "Say either --pass or --override <reason>. Nothing was done.");
      const api = await cli.api();
      const rolloutId = await findRolloutId(api, rollout);
      // The contract checks its form.
      const params = { rolloutId, stepId: step as StepId };
      const after =
        override === undefined
          ? await api.call(contract.passGate, { params, body: { comment } })
          : await api.call(contract.overrideGate, { params, body: { reason: override } });
      print(cli.terminal, { json: json ?? false }, after, describeRollout);
    });
}

export function rolloutCommand(program: Command, cli: Cli): void {
  const noun = program.command("rollout").description("Rollouts: start, watch and steer them");
  startCommand(noun, cli);
  noun
    .command("list")
    .description("Rollouts, newest first")
    .option("--state <state>", "open, ended or all", "all")
    .option("--json", "print JSON")
    .action(async ({ state, ...options }: JsonOption & { readonly state: string }) => {
      if (state !== "open" && state !== "ended" && state !== "all") {
        throw new DomainError("invalid-input", `--state is open, ended or all, and not ${state}.`);
      }
      const { items } = await (await cli.api()).call(contract.listRollouts, { query: { state } });
      print(cli.terminal, options, items, list);
    });
  noun
    .command("show")
    .description("A rollout with its steps as it is now")
    .argument("<rollout>", "id, or its beginning")
    .option("--json", "print JSON")
    .action(async (rollout: string, options: JsonOption) => {
      const api = await cli.api();
      const rolloutId = await findRolloutId(api, rollout);
      print(cli.terminal, options, await api.call(contract.getRollout, { params: { rolloutId } }), describeRollout);
    });
  noun
    .command("watch")
    .description("Show its progress until it ends; exit code 10 when it fails, 11 when cancelled or rolled back")
    .argument("<rollout>", "id, or its beginning")
    .option("--json", "print a line of JSON for each change")
    .action(async (rollout: string, options: JsonOption) => {
      await watchRollout(cli, await findRolloutId(await cli.api(), rollout), options);
    });
  controlCommands(noun, cli);
  rollbackCommand(noun, cli);
  gateCommand(noun, cli);
  tuneCommand(noun, cli);
}
