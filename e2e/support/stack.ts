import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectApi } from "#cli/api.ts";

/** Where the setup leaves the owner's session for the other specs. */
export const OWNER_STATE = "test-results/.owner.json";

/** What `test/e2e-stack.ts` tells; an empty text when it did not. */
export const told = (name: "URL" | "SETUP_URL" | "ADMIN_URL" | "CONTROL_URL" | "DATA_DIR"): string =>
  process.env[`SLUICE_E2E_${name}`] ?? "";

/** The API with the rights of who may read the installation's files, as the CLI has them. */
export function localApi() {
  const { url, token } = JSON.parse(readFileSync(join(told("DATA_DIR"), "cli.json"), "utf8"));
  return connectApi({ url, token });
}
