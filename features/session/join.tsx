"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { inspectInvite } from "#contracts/person.ts";
import { call } from "../api.ts";
import { JoinForm } from "./join-form.tsx";
import { LinkRefused } from "./link-refused.tsx";
import { useLinkToken } from "./use-link-token.ts";

const REFUSALS = {
  used: ["This invitation was accepted already", "Sign in with the e-mail and password you chose then."],
  expired: ["This invitation has expired", "Ask whoever invited you for a new link."],
  revoked: ["This invitation was withdrawn", "Ask whoever invited you for a new link."],
  unknown: ["This invitation is not known", "Copy the whole link, with all that follows the #, or ask for a new one."],
} as const;

export function Join() {
  const token = useLinkToken();
  const standing = useQuery({
    queryKey: ["invite", token],
    queryFn: () => call(inspectInvite, { body: { token: token ?? "" } }),
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (standing.error)
    return <LinkRefused title="The invitation could not be checked">{standing.error.message}</LinkRefused>;
  if (token === null || !standing.data) return <Skeleton className="h-64" />;
  const { usable, reason, email, role } = standing.data;
  if (usable && email) {
    return (
      <>
        <p className="mb-4 text-center text-[0.8125rem] text-muted-foreground">
          You join as <span className="font-medium text-foreground">{role}</span>.
        </p>
        <JoinForm token={token} email={email} />
      </>
    );
  }
  const [title, text] = REFUSALS[reason ?? "unknown"];
  return <LinkRefused title={title}>{text}</LinkRefused>;
}
