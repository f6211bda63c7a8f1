import type { Command } from "commander";
import { getHealth, getOverview } from "#contracts/overview.ts";
import { getMe } from "#contracts/person.ts";
import type { Cli } from "../cli.ts";
import { facts, type JsonOption, print, table } from "../print.ts";

export function statusCommand(program: Command, cli: Cli): void {
  program
    .command("status")
    .description("What needs you, what runs now, and whether all parts of Sluice answer")
    .option("--json", "print JSON")
    .action(async (options: JsonOption) => {
      const api = await cli.api();
      const [health, me, overview] = [await api.call(getHealth), await api.call(getMe), await api.call(getOverview)];
      print(cli.terminal, options, { url: api.url, health, me, overview }, () =>
        [
          facts([
            ["Sluice", `${health.version} at ${api.url}, ${health.ok ? "all parts answer" : "NOT all parts answer"}`],
            ["Control database", health.controlDatabase ? "answers" : "does NOT answer"],
            ["Redis", health.redis ? "answers" : "does NOT answer"],
            ["Workers", health.workers === 0 ? "NONE: nothing can run" : String(health.workers)],
            ["Signed in as", `${me.name} (${me.role})`],
            ["Databases", String(overview.counts.databases)],
          ]),
          `\nNeeds you (${overview.needs.length})`,
          table(
            ["WHAT", "WHY"],
            overview.needs.map((need) => [need.title, need.detail]),
            "Nothing.",
          ),
          `\nRunning now (${overview.running.length})`,
          table(
            ["ROLLOUT", "DATABASE", "STATE", "NOW"],
            overview.running.map((it) => [it.id.slice(0, 8), it.databaseName, it.state, it.headline]),
            "Nothing.",
          ),
          `\nIn trouble (${overview.troubled.length})`,
          table(
            ["DATABASE", "WHY"],
            overview.troubled.map((it) => [it.name, it.unreachable?.reason ?? ""]),
            "No database.",
          ),
        ].join("\n"),
      );
    });
}
