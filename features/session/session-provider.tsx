"use client";

import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import type { Me } from "#contracts/person.ts";
import { type Action, may } from "#core/domain/policy.ts";
import { keys } from "../keys.ts";

const SessionContext = createContext<Me | null>(null);

/** Who is signed in, first from the server's rendering, then kept true by facts. */
export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  const { data } = useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => import("./fetch-me.ts").then(({ fetchMe }) => fetchMe(signal)),
    initialData: me,
    staleTime: 60_000,
  });
  return <SessionContext value={data}>{children}</SessionContext>;
}

export function useMe(): Me {
  const me = useContext(SessionContext);
  if (!me) throw new Error("useMe needs a SessionProvider above it");
  return me;
}

/** Whether the policy lets the signed-in person do something. The server decides again. */
export const useMay = (action: Action): boolean => may(useMe().role, action);
