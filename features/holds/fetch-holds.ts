import { type Hold, listHolds } from "#contracts/throttle.ts";
import { call } from "../api.ts";

/** Imported when first asked for: the page itself brings the first answer. */
export const fetchHolds = (signal: AbortSignal): Promise<{ items: Hold[] }> => call(listHolds, {}, { signal });
