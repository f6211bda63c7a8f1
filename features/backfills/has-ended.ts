import { type BackfillState, backfillStates } from "#core/domain/backfill-state.ts";

/** Nothing follows: its figures are final. */
export const hasEnded = (state: BackfillState): boolean => backfillStates.terminal.includes(state);
