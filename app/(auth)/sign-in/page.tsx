import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentActor } from "#app/_lib/current-actor.ts";
import { FormCard } from "#components/layout/form-card.tsx";
import { SignInForm } from "#features/session/sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

/** Only a path of this site: a link must not lead away after signing in. */
const ownPath = (next: string | string[] | undefined): string =>
  typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const next = ownPath((await searchParams).next);
  if (await currentActor()) redirect(next);
  return (
    <FormCard title="Sign in" description="No account? An owner of this installation can invite you.">
      <SignInForm next={next} />
    </FormCard>
  );
}
