import type { QueryKey } from "@tanstack/react-query";
import type { LiveEvent } from "#contracts/live.ts";
import { keys } from "../keys.ts";

/** What is no longer true when a fact arrives. Samples change nothing here: charts listen to them. */
export function keysOfFact(event: LiveEvent): readonly QueryKey[] {
  switch (event.type) {
    case "rollout.changed":
      return [
        keys.rollouts.one(event.rolloutId),
        keys.rollouts.events(event.rolloutId),
        keys.rollouts.rollback(event.rolloutId),
        keys.rollouts.forecast(event.rolloutId),
        keys.rollouts.lists,
        keys.overview,
        keys.approvals,
        keys.migrations.one(event.migrationId),
        keys.migrations.list,
        keys.databases.one(event.databaseId),
        keys.databases.rollouts(event.databaseId),
        keys.databases.list,
      ];
    case "migration.changed":
      return [
        keys.migrations.one(event.migrationId),
        keys.migrations.approval(event.migrationId),
        keys.migrations.plans(event.migrationId),
        keys.migrations.list,
        keys.approvals,
        keys.overview,
      ];
    case "shadow-run.changed":
      return [keys.migrations.shadowRuns(event.migrationId)];
    case "database.changed":
      return [keys.databases.one(event.databaseId), keys.databases.list, keys.overview];
    case "throttle.changed":
      return [keys.databases.throttle(event.databaseId)];
    case "holds.changed":
      return [keys.holds, keys.rollouts.all, keys.overview];
    case "glass.changed":
      return [keys.breakGlass, keys.overview, keys.migrations.all, keys.approvals];
    case "people.changed":
      return [
        keys.me,
        keys.people,
        keys.invites,
        keys.tokens,
        keys.overview,
        keys.policy,
        keys.groups,
        keys.delegations,
        keys.approvals,
        keys.migrations.all,
      ];
    case "workers.changed":
      return [keys.overview, keys.settings];
    case "backfill.progressed":
      return [];
    case "reset":
      return [[]];
  }
}
