"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { isApiError } from "./api-error.ts";

const MINUTE_MS = 60_000;

/** A lost session sends to the sign-in page, wherever it is noticed. */
function onAnyError(error: unknown): void {
  if (isApiError(error) && error.problem.code === "unauthenticated" && !location.pathname.startsWith("/sign-in")) {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: onAnyError }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        onAnyError(error);
        // A form shows its own refusals in place: `meta: { quiet: true }`.
        if (mutation.meta?.quiet) return;
        const title = isApiError(error) ? error.problem.title : "Something went wrong";
        toast.error(title, { description: error.message, duration: 10_000 });
      },
    }),
    defaultOptions: {
      queries: {
        // Live facts keep the cache true; this is the net beneath them.
        staleTime: 10_000,
        refetchInterval: false,
        gcTime: 5 * MINUTE_MS,
        retry: (failures, error) =>
          failures < 2 && (!isApiError(error) || error.problem.status === 0 || error.problem.status >= 502),
      },
      mutations: { retry: false },
    },
  });
}

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(newQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
