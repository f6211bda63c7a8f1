import { createHash } from "node:crypto";
import type { OperationContext } from "../operation.ts";

/** What Sluice makes while a plan runs: by tag and a digest of what it is for, so that no user's name is cut off in it. */
export const spareName = ({ tag }: Pick<OperationContext, "tag">, ...what: readonly (string | undefined)[]): string =>
  `_slc_${tag}_${digestOf(what)}`;

/** A function in schema `sluice`, likewise named. */
export const spareFunction = (
  { tag }: Pick<OperationContext, "tag">,
  ...what: readonly (string | undefined)[]
): string => `sluice.m${tag}_${digestOf(what)}`;

/** A trigger that fires after those of users. */
export const spareTrigger = (
  { tag }: Pick<OperationContext, "tag">,
  ...what: readonly (string | undefined)[]
): string => `"~~sluice_${tag}_${digestOf(what)}"`;

// As JSON: `a_b` + `c` and `a` + `b_c` are two things.
const digestOf = (what: readonly (string | undefined)[]): string =>
  createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 10);
