import type { SeenApplication, SeenDeclaration, SeenInstance } from "./application-seen.ts";

export interface PlacedInstance extends SeenInstance {
  readonly declaration: SeenDeclaration;
}

export const isLive = ({ leftAt, expiresAt }: Pick<SeenInstance, "leftAt" | "expiresAt">, now: Date): boolean =>
  leftAt === null && expiresAt > now;

/** Until when it counts: one that fell silent may have gone on until it expired. */
export const countsUntil = ({ leftAt, expiresAt }: Pick<SeenInstance, "leftAt" | "expiresAt">): Date =>
  leftAt ?? expiresAt;

export const instancesOf = ({ declarations }: SeenApplication): readonly PlacedInstance[] =>
  declarations.flatMap((declaration) => declaration.instances.map((instance) => ({ ...instance, declaration })));

export const liveInstances = (seen: SeenApplication, now: Date): readonly PlacedInstance[] =>
  instancesOf(seen).filter((instance) => isLive(instance, now));
