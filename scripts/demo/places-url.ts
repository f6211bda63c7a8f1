import { join } from "node:path";
import { Installation, readJson } from "../stack/installation.ts";

/** The address of the demo target of this installation. @throws when it does not run or has none. */
export function placesUrl(): string {
  const { dir } = new Installation(process.env.SLUICE_DATA_DIR ?? ".sluice");
  const url = process.env.SLUICE_PLACES_URL ?? readJson<{ url: string }>(join(dir, "places.json"))?.url;
  if (!url) throw new Error('There is no demo database. Start Sluice first, in another terminal: "npm start".');
  return url;
}
