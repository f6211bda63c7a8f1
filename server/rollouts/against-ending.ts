import type { Blocker } from "#core/domain/blocker.ts";
import { may, POLICY } from "#core/domain/policy.ts";
import type { Role } from "#core/domain/role.ts";
import type { LockHolder } from "#core/engines/introspector.ts";

const WHAT: Record<Exclude<LockHolder["kind"], "client">, string> = {
  own: "It is a session of Sluice's own.",
  vacuum: "It is an autovacuum, which gives way by itself.",
  "wraparound vacuum": "It is an autovacuum that keeps the server from running out of transaction numbers.",
  replication: "It feeds a replica.",
  prepared: "It is a prepared transaction: nobody is connected.",
  server: "It is a process of the server.",
};

/** Why a session may not be ended by somebody; empty means that it may. The server judges the same once more. */
export function againstEnding({ kind, state, identity }: LockHolder, role: Role): Blocker[] {
  const found: Blocker[] = [];
  if (kind === "prepared")
    found.push({
      code: "protected",
      message: WHAT.prepared,
      fix: "COMMIT PREPARED or ROLLBACK PREPARED it.",
      who: "operator",
    });
  else if (kind !== "client")
    found.push({ code: "protected", message: WHAT[kind], fix: "Wait until it ends.", who: "nobody" });
  else if (!state?.startsWith("idle in transaction") || identity === null)
    found.push({
      code: "active",
      message: "It is at work: only a session that is idle in a transaction may be ended.",
      fix: "Wait, or ask who runs it to stop.",
      who: "operator",
    });
  if (!may(role, "session.end"))
    found.push({
      code: "role",
      message: `Your role is ${role}; this needs ${POLICY["session.end"]}.`,
      fix: "Ask an owner to end it.",
      who: "owner",
    });
  return found;
}
