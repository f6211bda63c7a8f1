// Releases of an application, in a process of their own so that nothing else holds up their clock.
import { seededRandom } from "../faults/seeded-random.ts";
import type { Release } from "./operation-case.ts";
import { type LoadFigures, ReleaseClients } from "./release-clients.ts";
import { ShadowLog } from "./shadow-log.ts";

export type Side = "old" | "new";
export type LoadOrder =
  | {
      readonly do: "set-up";
      readonly url: string;
      readonly rows: number;
      readonly releases: Readonly<Record<Side, Release>>;
    }
  | { readonly do: "begin" | "end"; readonly side: Side; readonly perSecond: number }
  | { readonly do: "figures" }
  /** Rows as a release sees them. */
  | { readonly do: "compare"; readonly rows: readonly Readonly<Record<string, unknown>>[] };

export interface LoadAnswer {
  readonly figures?: Readonly<Record<Side, LoadFigures>>;
  readonly differences?: readonly string[];
}

const SEED = 20_261_126;
let url = "";
let log = new ShadowLog(0);
let sides: Readonly<Record<Side, ReleaseClients>> | null = null;

async function carryOut(order: LoadOrder): Promise<LoadAnswer> {
  if (order.do === "set-up") {
    const random = seededRandom(SEED);
    [url, log] = [order.url, new ShadowLog(order.rows)];
    sides = {
      old: new ReleaseClients(order.releases.old, log, random.fork()),
      new: new ReleaseClients(order.releases.new, log, random.fork()),
    };
    return {};
  }
  if (!sides) throw new Error("set it up first");
  if (order.do === "begin") await sides[order.side].begin(url, order.perSecond);
  if (order.do === "end") await sides[order.side].end();
  if (order.do === "figures") return { figures: { old: sides.old.figures(), new: sides.new.figures() } };
  if (order.do === "compare") return { differences: log.compare(order.rows) };
  return {};
}

process.on("message", (order: LoadOrder) => {
  void carryOut(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
