import type { Actor } from "#server/auth/actor.ts";

/** Who answers for what an actor writes: the person behind it, or nobody for Sluice itself and the local command line. */
export const authorOf = (actor: Actor): { readonly authorId: string | null; readonly authorName: string } => ({
  authorId: actor.userId,
  authorName: actor.name,
});
