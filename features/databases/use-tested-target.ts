"use client";

import { useEffect, useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { type ConnectionValues, sourceOf } from "./connection-values.ts";
import { useTestTarget } from "./use-databases.ts";

const ABOUT_TARGET = ["way", "url", "engine", "host", "port", "database", "user", "password", "tls", "file"] as const;

/** The connection test of a form: its answer holds for the address it was asked with, and goes when that changes. */
export function useTestedTarget(form: UseFormReturn<ConnectionValues>) {
  const test = useTestTarget();
  const [accepts, setAccepts] = useState(false);
  const { reset } = test;
  const { subscribe } = form;

  useEffect(
    () =>
      subscribe({
        name: [...ABOUT_TARGET],
        formState: { values: true },
        callback: () => {
          reset();
          setAccepts(false);
        },
      }),
    [subscribe, reset],
  );
  return {
    probe: test.data ?? null,
    error: test.error,
    isPending: test.isPending,
    accepts,
    setAccepts,
    async test() {
      const target = sourceOf(form.getValues());
      if ("source" in target) test.mutate(target.source);
      else await form.trigger(Object.keys(target.problems) as (keyof ConnectionValues)[], { shouldFocus: true });
    },
  };
}
