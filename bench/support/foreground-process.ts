// Short transactions at a fixed rate of arrival, in a process of its own so that nothing else holds up its clock.
import { Client } from "pg";
import { seededRandom } from "#test/faults/seeded-random.ts";
import { percentile } from "./median.ts";

export interface ForegroundOrder {
  readonly url: string;
  /** Keys are 1 to `rows`. */
  readonly rows: number;
  readonly perSecond: number;
}
export interface ForegroundFigures {
  readonly transactions: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const CONNECTIONS = 24;
/** The same keys in every phase. */
const SEED = 20_261_126;

async function connectAll(url: string): Promise<Client[]> {
  const clients = Array.from({ length: CONNECTIONS }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  return clients;
}

async function transact(client: Client, key: number): Promise<void> {
  await client.query("BEGIN");
  await client.query({ name: "look", text: "SELECT stock, category FROM item WHERE id = $1", values: [key] });
  await client.query({ name: "take", text: "UPDATE item SET stock = stock + 1 WHERE id = $1", values: [key] });
  await client.query("COMMIT");
}

async function load({ url, rows, perSecond }: ForegroundOrder): Promise<void> {
  const idle = await connectAll(url);
  const random = seededRandom(SEED);
  const waiting: { readonly at: number; readonly key: number }[] = [];
  let latencies: number[] = [];
  let failed = 0;

  function serve(): void {
    while (waiting.length > 0 && idle.length > 0) {
      const [client, next] = [idle.pop(), waiting.shift()];
      if (!client || !next) return;
      transact(client, next.key)
        .catch(async () => {
          failed += 1;
          await client.query("ROLLBACK");
        })
        .then(() => {
          // From the planned start: who could not even begin has waited as well.
          latencies.push(performance.now() - next.at);
          idle.push(client);
          serve();
        });
    }
  }

  const every = 1_000 / perSecond;
  let due = performance.now();
  setInterval(() => {
    for (; due <= performance.now(); due += every) waiting.push({ at: due, key: random.int(1, rows) });
    serve();
  }, 1);

  process.on("message", () => {
    const figures: ForegroundFigures = {
      transactions: latencies.length,
      failed,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      maxMs: Math.max(0, ...latencies),
    };
    [latencies, failed] = [[], 0];
    process.send?.(figures);
  });
  process.send?.("ready");
}

process.once("message", (order: ForegroundOrder) => void load(order));
