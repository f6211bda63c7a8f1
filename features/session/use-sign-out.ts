"use client";

import { useMutation } from "@tanstack/react-query";

/** Leaves by a full load, so that nothing of the session stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => import("../api.ts").then(({ signOut }) => signOut()),
    onSuccess: () => location.assign("/sign-in"),
  });
}
