import type { Action } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";

/** Who does something, and from where. */
export interface Actor {
  readonly kind: "person" | "token" | "system";
  /** User id for a person, token id for a token, `system`. */
  readonly id: string;
  /** The person behind it: equal to `id` for a person, the token's owner for a token, `null` for none. */
  readonly userId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** A token for one action: may do that and nothing else. */
  readonly only?: Action | undefined;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export const SYSTEM: Actor = {
  kind: "system",
  id: "system",
  userId: null,
  name: "Sluice",
  email: null,
  role: "owner",
  ip: null,
  userAgent: null,
};
