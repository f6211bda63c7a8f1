import type { Blocker } from "#core/domain/blocker.ts";
import { DomainError } from "#core/domain/domain-error.ts";

/** A refusal that says who can do what about it. */
export function refuseGlass(code: string, message: string, fix: string, who: Blocker["who"]): DomainError {
  const blockers: Blocker[] = [{ code, message, fix, who }];
  return new DomainError("blocked", `${message}. Nothing was changed. ${fix}.`, { extra: { blockers } });
}
