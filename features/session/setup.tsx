"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { inspectSetup } from "#contracts/person.ts";
import { call } from "../api.ts";
import { LinkRefused } from "./link-refused.tsx";
import { SetupForm } from "./setup-form.tsx";
import { useLinkToken } from "./use-link-token.ts";

const REFUSALS = {
  used: ["This installation has its owner", "The one-time link was used. Sign in, or ask an owner to invite you."],
  expired: ["This link has expired", "Start Sluice anew: it prints a fresh one-time link while there is no owner yet."],
  unknown: [
    "This link is not known",
    "Copy the whole one-time link that `npm start` printed, with all that follows the #.",
  ],
} as const;

/** Looks whether the one-time link is good before it asks for anything. */
export function Setup() {
  const token = useLinkToken();
  const standing = useQuery({
    queryKey: ["setup", token],
    queryFn: () => call(inspectSetup, { body: { token: token ?? "" } }),
    enabled: token !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (standing.error) return <LinkRefused title="The link could not be checked">{standing.error.message}</LinkRefused>;
  if (token === null || !standing.data) return <Skeleton className="h-64" />;
  if (standing.data.usable) return <SetupForm token={token} />;
  const [title, text] = REFUSALS[standing.data.reason ?? "unknown"];
  return <LinkRefused title={title}>{text}</LinkRefused>;
}
