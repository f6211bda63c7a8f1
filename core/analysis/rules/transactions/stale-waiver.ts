import type { Rule } from "../../rule.ts";

export const staleWaiver: Rule = {
  id: "stale-waiver",
  title: "Waiver that hides nothing",
  engines: ["postgresql", "sqlite"],
  category: "transactions",
  detects: "A waiver that hides nothing any more, or that gives no reason",
  why: "It would hide the next finding unseen",
  safer: "Take it out.", // By apply-waivers.ts, when all the others have spoken.
  check: () => [],
};
