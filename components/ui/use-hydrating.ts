"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * For a control that a server rendered: `data-hydrating` until its script has come. globals.css lets it take no press
 * until then, because a press would be lost without a word.
 */
export const useHydrating = (): { "data-hydrating": "" | undefined } =>
  useSyncExternalStore<boolean>(
    never,
    () => false,
    () => true,
  )
    ? HYDRATING
    : LIVE;

const HYDRATING = { "data-hydrating": "" } as const;
const LIVE = { "data-hydrating": undefined } as const;
