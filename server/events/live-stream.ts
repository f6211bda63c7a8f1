/** The Redis stream that carries live events, and the field that holds one as JSON. */
export const LIVE_STREAM = "sluice:live";
export const LIVE_FIELD = "event";
/** About this many entries are kept for replay. */
export const LIVE_MAX_LENGTH = 20_000;
