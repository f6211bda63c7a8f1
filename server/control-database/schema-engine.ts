import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, DriverAdapterError } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { type DatabaseError, Pool } from "pg";

interface WasmBindings {
  __wbg_set_wasm(wasm: WebAssembly.Exports): void;
}

let loading: Promise<typeof SchemaEngine> | undefined;

/** The engine tells the last words of a crash here. */
const panics = {
  last: "",
  set_message(message: string) {
    panics.last = message;
  },
};

/** Prisma's CLI downloads its schema engine, which many networks refuse; the same engine as wasm comes from npm. */
async function load(): Promise<typeof SchemaEngine> {
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panics });
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(file.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, {
    "./schema_engine_bg.js": bindings as WebAssembly.ModuleImports,
  });
  const loadable: typeof bindings & Partial<WasmBindings> = bindings;
  loadable.__wbg_set_wasm?.(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings.SchemaEngine;
}

/** Type number of PostgreSQL's one-byte "char", which its catalogs use and Prisma's adapter does not know. */
const CHAR_OID = 18;
const TEXT_OID = 25;
const CHAR_MARK = "\u0000char";

interface FieldsResult {
  readonly fields?: { dataTypeID: number; name: string }[];
}

/** Prisma's adapter refuses `"char"`, so its own engine cannot read a catalog through it: it passes as marked text. */
class CatalogReadingPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const pool = adapter.underlyingDriver();
    const query = pool.query.bind(pool) as (...args: readonly unknown[]) => Promise<FieldsResult>;
    Object.assign(pool, {
      async query(...args: readonly unknown[]) {
        const result = await query(...args);
        for (const field of result.fields ?? []) {
          if (field.dataTypeID !== CHAR_OID) continue;
          field.dataTypeID = TEXT_OID;
          field.name += CHAR_MARK;
        }
        return result;
      },
    });
    // Prisma's adapter cuts a script at each semicolon, also inside a function, and applies half of one that fails.
    adapter.executeScript = (script) => runScript(query, script);
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (asked) => {
      const result = await queryRaw(asked);
      const isChar = result.columnNames.map((name) => name.endsWith(CHAR_MARK));
      return {
        ...result,
        columnNames: result.columnNames.map((name) => name.replace(CHAR_MARK, "")),
        columnTypes: result.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type)),
      };
    };
    return adapter;
  }
}

/** All of it or nothing: several statements in one message are one transaction. */
async function runScript(query: (script: string) => Promise<unknown>, script: string): Promise<void> {
  try {
    await query(script);
  } catch (error) {
    const { code, severity, message, detail, column, hint } = Object(error) as Partial<DatabaseError>;
    throw new DriverAdapterError({
      kind: "postgres",
      code: code ?? "N/A",
      severity: severity ?? "N/A",
      message: message ?? String(error),
      detail,
      column,
      hint,
      originalMessage: message ?? String(error),
    });
  }
}

export interface OpenSchemaEngine extends AsyncDisposable {
  readonly engine: SchemaEngine;
}

/**
 * The engine that keeps Prisma's ledger of migrations, on one control database. Closing it closes its session, which
 * is what gives back the lock that the engine takes.
 */
export async function openSchemaEngine(databaseUrl: string): Promise<OpenSchemaEngine> {
  loading ??= load();
  const Engine = await loading;
  const pool = new Pool({ connectionString: databaseUrl, application_name: "sluice:migrate" });
  pool.on("error", () => undefined);
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogReadingPg(pool));
  const engine = await Engine.new({ datamodels: undefined }, () => undefined, factory);
  return {
    engine,
    async [Symbol.asyncDispose]() {
      engine.free();
      await pool.end();
    },
  };
}
