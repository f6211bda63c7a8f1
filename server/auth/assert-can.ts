import { DomainError } from "#core/domain/domain-error.ts";
import { type Action, may, POLICY } from "#core/domain/policy.ts";
import type { Actor } from "./actor.ts";

/** @throws DomainError `forbidden`, naming the least role that may. */
export function assertCan(actor: Actor, action: Action): void {
  if (actor.only && actor.only !== action)
    throw new DomainError(
      "forbidden",
      `This token is good for ${actor.only} only. Nothing was changed. Use another token.`,
    );
  if (may(actor.role, action)) return;
  throw new DomainError(
    "forbidden",
    `Your role is ${actor.role}; this needs ${POLICY[action]} or higher. Nothing was changed. Ask an owner for the role.`,
  );
}
