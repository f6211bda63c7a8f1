/** How long the old form stays after contract where an author says nothing. */
export const DEFAULT_SOAK = "10m";
