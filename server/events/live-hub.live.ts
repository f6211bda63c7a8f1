import type { Needs } from "#server/container.ts";
import { createLiveHub, type LiveHub } from "./live-hub.ts";

/** On `globalThis`, because Next loads this module once for each bundle and a process needs one reader. */
const shared = globalThis as typeof globalThis & { sluiceLiveHub?: LiveHub };

/** The hub of this process, made on first use. */
export function liveHub({ env, log }: Needs<"env" | "log">): LiveHub {
  shared.sluiceLiveHub ??= createLiveHub(env.redisUrl, log);
  return shared.sluiceLiveHub;
}
