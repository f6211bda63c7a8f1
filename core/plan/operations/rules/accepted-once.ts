import type { IgnoredRule } from "#core/domain/plan-document.ts";

/** A step accepts each rule once, with the first reason given. */
export const acceptedOnce = (ignored: readonly IgnoredRule[]): readonly IgnoredRule[] =>
  ignored.filter((it, index) => ignored.findIndex(({ rule }) => rule === it.rule) === index);
