import { hostname } from "node:os";
import type { Command } from "commander";
import * as contract from "#contracts/application.ts";
import type { OperationRequest } from "#contracts/define-operation.ts";
import type { Cli } from "../cli.ts";
import { type JsonOption, print, table } from "../print.ts";

interface BeatOptions extends JsonOption {
  readonly name: string;
  readonly version: string;
  readonly instance: string;
  readonly database?: string;
  readonly environment?: string;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly every?: string;
  readonly leaving?: boolean;
}

const list = (items: readonly contract.Application[]): string =>
  table(
    ["APPLICATION", "VERSION", "WORKS ON", "LIVE", "READS", "WRITES", "LAST SEEN"],
    items.flatMap(({ name, declarations }) =>
      declarations.map((it) => [
        name,
        it.version,
        [it.database, it.environment].filter((part) => part !== null).join(", ") || "any",
        String(it.live),
        shortened(it.reads),
        shortened(it.writes),
        it.lastSeenAt,
      ]),
    ),
    "No application has reported itself yet: see docs/applications.md.",
  );

const MOST_NAMED = 3;
const shortened = (columns: readonly string[]): string =>
  columns.length > MOST_NAMED
    ? `${columns.slice(0, MOST_NAMED).join(", ")} and ${columns.length - MOST_NAMED} more`
    : columns.join(", ") || "none";

type Body = NonNullable<OperationRequest<typeof contract.reportHeartbeat>["body"]>;

/** What was not said is left out: the contract has the defaults. */
const bodyOf = ({ name: _, json: __, ...said }: BeatOptions): Body => ({
  ...said,
  reads: [...(said.reads ?? [])],
  writes: [...(said.writes ?? [])],
});

export function applicationsCommand(program: Command, cli: Cli): void {
  const noun = program.command("applications").description("Applications that report which columns they use");
  noun
    .command("list")
    .description("Versions with their live instances and columns")
    .option("--json", "print JSON")
    .action(async (options: JsonOption) => {
      const { items } = await (await cli.api()).call(contract.listApplications);
      print(cli.terminal, options, items, list);
    });
  noun
    .command("heartbeat")
    .description("Report that an instance runs, as its application would; for scripts and jobs")
    .requiredOption("--name <application>", "such as shop")
    .requiredOption("--version <version>", "its release, such as 2.3.0")
    .option("--instance <instance>", "which of its processes", hostname())
    .option("--database <database>", "name or id of the database it works on (default: any)")
    .option("--environment <environment>", "such as production (default: any)")
    .option("--reads <columns...>", "columns that it reads, such as city.lat; city.* is all of a table")
    .option("--writes <columns...>", "columns that it writes")
    .option("--every <time>", "how often it will beat, such as 30s; it counts as live for four times as long")
    .option("--leaving", "it ends now")
    .option("--json", "print JSON")
    .action(async (options: BeatOptions) => {
      const { name } = options;
      const noted = await (await cli.api()).call(contract.reportHeartbeat, { params: { name }, body: bodyOf(options) });
      const { json } = options;
      print(cli.terminal, json === undefined ? {} : { json }, noted, ({ liveUntil }) =>
        liveUntil
          ? `${name} ${options.version} counts as live until ${liveUntil}`
          : `${name} ${options.version} has ended`,
      );
    });
}
