import type { Needs } from "#server/container.ts";
import { insertInstallation } from "./installation-repository.ts";

/** Writes the facts of a new installation once. The embedded default starts with one person. */
export async function ensureInstallation(deps: Needs<"prisma" | "env">): Promise<void> {
  await insertInstallation(deps.prisma, deps.env.embedded);
}
