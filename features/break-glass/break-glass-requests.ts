import type { z } from "zod";
import {
  type BreakGlass,
  type breakGlassBody,
  confirmBreakGlass,
  endBreakGlass,
  listBreakGlass,
  requestBreakGlass,
  reviewBreakGlass,
} from "#contracts/break-glass.ts";
import { call } from "../api.ts";

/** Imported when first asked for: the banner stands on every page, and the page itself brings its first answer. */
export const list = (signal: AbortSignal): Promise<{ items: BreakGlass[] }> => call(listBreakGlass, {}, { signal });

export const request = (body: z.input<typeof breakGlassBody>): Promise<BreakGlass> => call(requestBreakGlass, { body });

export function answer(
  breakGlassId: string,
  said: { to: "confirm" | "end" } | { to: "review"; text: string },
): Promise<BreakGlass> {
  const params = { breakGlassId };
  if (said.to === "review") return call(reviewBreakGlass, { params, body: { text: said.text } });
  return call(said.to === "confirm" ? confirmBreakGlass : endBreakGlass, { params });
}
