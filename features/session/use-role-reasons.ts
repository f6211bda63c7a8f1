"use client";

import { type Action, POLICY } from "#core/domain/policy.ts";
import { useMay, useMe } from "./session-provider.tsx";

/** Why the signed-in person may not do something, for a button that says so; empty when they may. */
export function useRoleReasons(action: Action) {
  const { role } = useMe();
  const isAllowed = useMay(action);
  if (isAllowed) return [];
  const message = `Your role is ${role}; this needs ${POLICY[action]} or higher`;
  return [{ code: "role", message, fix: "Ask an owner for the role", who: "owner" }];
}
