import { DomainError } from "#core/domain/domain-error.ts";
import type { KeyText } from "./backfill-store.ts";

/** No bound: below the first key as a lower one, above the last as an upper one. */
export const NO_KEY: KeyText = "[]";

/** The only maker of key texts. Databases render JSON arrays differently, and the checkpoint's guard compares text. */
export const keyTextOf = (parts: readonly string[]): KeyText => JSON.stringify(parts);

/** The key's columns as the database rendered them; empty for no bound. */
export function partsOfKeyText(key: KeyText): readonly string[] {
  const parts: unknown = JSON.parse(key);
  if (Array.isArray(parts) && parts.every((part) => typeof part === "string")) return parts;
  throw new DomainError(
    "internal",
    "A stored backfill position is no list of texts; it was not written by this version of Sluice.",
  );
}
