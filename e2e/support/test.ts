import { test as base } from "@playwright/test";
import { cityTable } from "./city.ts";
import { cancelOpenRollouts } from "./rollouts.ts";
import { createTarget, type Target } from "./target.ts";

/** `city`: an own target database with the table `city`, as many rows as `rows` says. */
export const test = base.extend<{ rows: number; city: Target }>({
  rows: [60_000, { option: true }],
  city: async ({ rows }, use) => {
    const target = await createTarget("city", cityTable(rows));
    await use(target);
    await cancelOpenRollouts(target.name);
  },
});
