"use client";

import { useSyncExternalStore } from "react";

const subscribe = (listener: () => void) => {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
};

/**
 * The secret of a one-time link. It stands behind the `#`, which browsers send to nobody; `null` while it is not known
 * yet, empty when there is none.
 */
export const useLinkToken = (): string | null =>
  useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.hash.slice(1)).get("token") ?? "",
    () => null,
  );
