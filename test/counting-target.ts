import type { NetworkAddress } from "#core/engines/target-address.ts";
import type { PostgresMajor } from "#scripts/stack/postgres-binaries.ts";
import type { TargetDatabase } from "./databases.ts";
import { ownTarget } from "./own-target.ts";

/** A target on a server of this test's own that counts statements: others would crowd them out of a shared one. */
export const countingTarget = (major: PostgresMajor = "18"): Promise<TargetDatabase<NetworkAddress>> =>
  ownTarget(major, { shared_preload_libraries: "pg_stat_statements" });
