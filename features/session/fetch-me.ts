import { getMe, type Me } from "#contracts/person.ts";
import { call } from "../api.ts";

/** Imported when first asked for: the page itself brings the first answer. */
export const fetchMe = (signal: AbortSignal): Promise<Me> => call(getMe, {}, { signal });
