import type { Rule } from "./rule.ts";

/** Every rule, in the order in which the reference lists them. */
export const RULES: readonly Rule[] = [];
