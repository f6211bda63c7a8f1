import type { z } from "zod";
import { getOverview } from "#contracts/overview.ts";
import { call } from "../api.ts";

export type OverviewData = z.output<typeof getOverview.response>;

/** Imported when first asked for: the page itself brings the first answer. */
export const fetchOverview = (signal: AbortSignal): Promise<OverviewData> => call(getOverview, {}, { signal });
