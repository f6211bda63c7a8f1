import type { Command } from "commander";
import type { Migration } from "#contracts/migration.ts";
import { getRollout, type Rollout } from "#contracts/rollout.ts";
import type { Blocker } from "#core/domain/blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Api } from "../api.ts";
import type { Cli } from "../cli.ts";
import { findMigration, findRolloutId } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

/** One thing that does not happen, with every cause, who can lift it and how. */
interface Why {
  readonly action: string;
  /** The database that it is about, where it is about one. */
  readonly database: string | null;
  readonly blockers: readonly Blocker[];
}
interface Answer {
  readonly object: "rollout" | "migration";
  readonly id: string;
  readonly state: string;
  readonly headline: string;
  readonly why: readonly Why[];
}

function ofMigration({ id, state, title, revision, blockers, targets }: Migration): Answer {
  const { start, ...actions } = blockers;
  const perAction = Object.entries(actions).map(([action, them]) => ({ action, database: null, blockers: them }));
  const starts =
    targets.length === 0
      ? [{ action: "start", database: null, blockers: start }]
      : targets.map((it) => ({
          action: "start",
          database: it.databaseName,
          // What stands against all of them, such as the role, beside what stands against this one.
          blockers: [...start.filter(({ code }) => code === "role"), ...it.blockers],
        }));
  const headline = `${title}, revision ${revision}`;
  return { object: "migration", id, state, headline, why: [...perAction, ...starts] };
}

function ofRollout({ id, state, headline, waiting, steps, stages, blockers, databaseName }: Rollout): Answer {
  const gates = steps.flatMap(({ gate }) => gate?.blockers ?? []);
  const others = waiting
    // Each of these is told below, one by one.
    .filter(({ code }) => code !== "approval" && !(code === "gate" && gates.length > 0))
    .map(({ code, message, until }) => ({
      code,
      message,
      fix: FIXES[code] ?? (until ? `It is looked at again at ${until}` : "It goes on by itself"),
      who: code === "gate" || code === "set_aside" ? ("operator" as const) : ("nobody" as const),
    }));
  const waits = [...gates, ...others];
  const asked = stages.filter(({ isAsked }) => isAsked);
  return {
    object: "rollout",
    id,
    state,
    headline,
    why: [
      { action: "go on", database: databaseName, blockers: waits },
      ...asked.map((it) => ({ action: `begin ${it.stage}`, database: databaseName, blockers: it.blockers })),
      ...asked.map((it) => ({ action: `approve ${it.stage}`, database: databaseName, blockers: it.against })),
      ...Object.entries(blockers).map(([action, them]) => ({ action, database: databaseName, blockers: them })),
    ],
  };
}

const FIXES: Readonly<Record<string, string>> = {
  gate: "Answer it: sluice rollout gate <rollout> <step> --pass",
  set_aside: "Try the rows again, or waive them, on the rollout's page",
  hold: "Lift the hold, or wait until it is lifted",
  worker: "Start a worker",
};

function textOf({ headline, state, why }: Answer): string {
  const lines = why.flatMap(({ action, database, blockers }) => {
    const where = database ? ` on ${database}` : "";
    if (blockers.length === 0) return [`${action}${where}: nothing is in the way`];
    return [
      `${action}${where}: not now`,
      ...blockers.map(({ message, fix, who }) => `  - ${message}. ${fix}${who === "nobody" ? "" : ` (${who})`}`),
    ];
  });
  return [`${headline} (${state.replaceAll("_", " ")})`, "", ...lines.map((line) => line.replaceAll("..", "."))].join(
    "\n",
  );
}

async function explain(api: Api, name: string): Promise<Answer> {
  try {
    return ofMigration(await findMigration(api, name));
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "not-found")) throw error;
  }
  try {
    const rolloutId = await findRolloutId(api, name);
    return ofRollout(await api.call(getRollout, { params: { rolloutId } }));
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "not-found")) throw error;
    throw new DomainError("not-found", `There is neither a migration nor a rollout ${name}. See sluice status.`);
  }
}

export function whyCommand(program: Command, cli: Cli): void {
  program
    .command("why")
    .description("Why a rollout or a migration does not go on: every cause, who can lift it and how")
    .argument("<rollout|migration>", "id, the beginning of a rollout's id, or a migration's name")
    .option("--json", "print JSON")
    .action(async (name: string, options: JsonOption) => {
      print(cli.terminal, options, await explain(await cli.api(), name), textOf);
    });
}
