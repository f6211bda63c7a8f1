import { isAtLeast, type Role } from "./role.ts";

/** The one policy table: the least role that may do an action. Every API operation names its action. */
export const POLICY = {
  "overview.read": "viewer",
  "me.read": "viewer",
  "database.read": "viewer",
  "database.write": "operator",
  "database.test": "operator",
  "database.remove": "owner",
  "migration.read": "viewer",
  "migration.write": "operator",
  "migration.comment": "viewer",
  "migration.submit": "operator",
  "migration.review": "approver",
  "approval.delegate": "approver",
  "policy.read": "viewer",
  "policy.write": "owner",
  "breakglass.read": "viewer",
  "breakglass.request": "operator",
  "breakglass.confirm": "approver",
  "breakglass.review": "approver",
  "rollout.read": "viewer",
  "rollout.start": "operator",
  "rollout.control": "operator",
  "rollout.gate": "operator",
  "rollout.override": "approver",
  "rollout.approve": "approver",
  "rollout.rollback": "operator",
  "backfill.tune": "operator",
  "rollout.waive": "operator",
  // Somebody else's work is lost with it.
  "session.end": "owner",
  "application.read": "viewer",
  "application.report": "operator",
  "throttle.write": "operator",
  "throttle.override": "operator",
  "hold.place": "operator",
  "hold.lift": "operator",
  "audit.read": "viewer",
  "audit.export": "operator",
  "audit.verify": "operator",
  "people.read": "viewer",
  "people.manage": "owner",
  "token.manage": "viewer",
  "settings.read": "viewer",
  "settings.write": "owner",
} as const satisfies Record<string, Role>;

export type Action = keyof typeof POLICY;

export const may = (role: Role, action: Action): boolean => isAtLeast(role, POLICY[action]);
