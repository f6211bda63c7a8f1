import type { BrowserContext } from "@playwright/test";
import { setUpOwner } from "#contracts/person.ts";
import type { TemporaryStack } from "./temporary-stack.ts";

/** The first owner of a temporary stack. */
export const OWNER = {
  name: "Olga Owner",
  email: "olga@example.com",
  password: "a calm evening in spring",
} as const;

/** Signs the browser in as the owner, whom it makes with the one-time link. */
export async function becomeOwner(context: BrowserContext, { url, setupUrl }: TemporaryStack): Promise<void> {
  const token = new URLSearchParams(new URL(setupUrl).hash.slice(1)).get("token") ?? "";
  const headers = { origin: new URL(url).origin };
  const made = await context.request.post(url + setUpOwner.path, { headers, data: { ...OWNER, token } });
  if (!made.ok()) throw new Error(`The owner could not be made: ${await made.text()}`);
}
