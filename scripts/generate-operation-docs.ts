// Writes docs/operations: every operation with its fields, and what its example becomes on a PostgreSQL of the moment.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createEngine } from "#core/engines/engine-registry.ts";
import { pgDriver } from "#server/targets/pg-driver.ts";
import { sqliteDriver } from "#server/targets/sqlite-driver.ts";
import { operationDocs } from "./operation-docs.ts";
import { expandExamples } from "./operation-examples.ts";
import { temporaryPostgres } from "./stack/temporary-postgres.ts";

const FOLDER = new URL("../docs/operations/", import.meta.url);

await using server = await temporaryPostgres();
const { hostname: host, port, username, password, pathname } = new URL(server.url("postgres"));
const address = {
  kind: "network",
  host,
  port: Number(port),
  user: username,
  password,
  database: pathname.slice(1),
  tls: "disable",
} as const;
const engine = createEngine("postgresql", { postgresql: pgDriver, sqlite: sqliteDriver });
const examples = await expandExamples(engine, () => engine.connect(address, { applicationName: "sluice:docs" }));
mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) rmSync(new URL(file, FOLDER));
for (const [path, text] of Object.entries(operationDocs(examples))) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}\n`);
}
