import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Actor } from "#server/auth/actor.ts";
import { container } from "#server/container.live.ts";
import type { Container } from "#server/container.ts";
import { currentActor } from "./current-actor.ts";

/** Who looks and what the page may ask; who is not signed in is sent to sign in. Once a request. */
export const signedIn = cache(async (): Promise<{ actor: Actor; deps: Container }> => {
  const [actor, deps] = await Promise.all([currentActor(), container()]);
  if (!actor) redirect(`/sign-in${await nextOf()}`);
  return { actor, deps };
});

async function nextOf(): Promise<string> {
  const path = (await headers()).get("x-sluice-path");
  return path && path !== "/" ? `?next=${encodeURIComponent(path)}` : "";
}

/** What a page is about: an object that does not exist is the not-found page, not an error. */
export async function foundOr404<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof DomainError && (error.code === "not-found" || error.code === "invalid-input")) notFound();
    throw error;
  }
}
