/** `failed`: there is no result, and the reason says why and what to do. */
export const SHADOW_RUN_STATES = ["queued", "running", "done", "failed"] as const;
export type ShadowRunState = (typeof SHADOW_RUN_STATES)[number];
