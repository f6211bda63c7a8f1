import { transitions } from "./transitions.ts";

const NEXT = {
  draft: ["in_review"],
  // An edit makes a new revision, which is a draft again and voids what was approved.
  in_review: ["draft", "approved", "rejected"],
  // Approvals that lapsed are asked for anew, and may then be refused.
  approved: ["draft", "in_review", "rejected"],
  rejected: ["draft"],
} as const;

export type MigrationState = keyof typeof NEXT;
export const MIGRATION_STATES = Object.keys(NEXT) as MigrationState[];
export const migrationStates = transitions<MigrationState>(NEXT);
