import { readFileSync } from "node:fs";
import { DomainError } from "#core/domain/domain-error.ts";
import { compareSnapshots } from "#core/shadow/compare-snapshots.ts";
import type { Connection } from "../connection.ts";
import type { Refusal, SchemaSnapshot, StatementEffect, TakenLock } from "../shadow.ts";
import { sqliteErrors } from "./sqlite-errors.ts";
import { refusalOf as notAllowed } from "./sqlite-statement-shape.ts";
import { splitStatements } from "./sqlite-tokens.ts";

export interface TracedFile {
  readonly connection: Connection;
  readonly file: string;
  snapshot(): Promise<SchemaSnapshot>;
}

const CONSTRAINT = 19;

/** All in one transaction. Pages reach the file at COMMIT only: those of the whole step are told with its last statement. */
export async function traceTogether(
  traced: TracedFile,
  statements: readonly string[],
  { takeBack = false }: { readonly takeBack?: boolean } = {},
): Promise<readonly StatementEffect[]> {
  const { connection } = traced;
  const effects: StatementEffect[] = [];
  const pages = readFileSync(traced.file);
  await connection.query("BEGIN IMMEDIATE");
  for (const sql of statements) {
    const effect = await traceOne(traced, sql, "in a transaction");
    effects.push(effect);
    if (!effect.refused) continue;
    await connection.query("ROLLBACK").catch(() => undefined);
    return effects;
  }
  const failure = await end(connection, takeBack);
  const last = effects.pop();
  if (!last) return effects;
  if (failure) return [...effects, { ...last, refused: failure }];
  return [...effects, { ...last, pagesChanged: takeBack ? null : await countPages(traced, pages) }];
}

/** Deferred foreign keys are checked at COMMIT, which leaves the transaction open when it fails. */
async function end(connection: Connection, takeBack: boolean): Promise<Refusal | null> {
  try {
    await connection.query(takeBack ? "ROLLBACK" : "COMMIT");
    return null;
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => undefined);
    return refusalOf(error);
  }
}

export async function traceAlone(traced: TracedFile, sql: string): Promise<StatementEffect> {
  const pages = readFileSync(traced.file);
  const effect = await traceOne(traced, sql, "alone");
  return { ...effect, pagesChanged: await countPages(traced, pages) };
}

async function traceOne(traced: TracedFile, sql: string, sent: StatementEffect["sent"]): Promise<StatementEffect> {
  const before = await traced.snapshot();
  const startedAt = performance.now();
  let refused: Refusal | null = null;
  try {
    assertAllowed(sql);
    await traced.connection.query(sql);
  } catch (error) {
    refused = refusalOf(error);
  }
  const ms = performance.now() - startedAt;
  const isReadOnly = /^\s*(select|with|explain|values)\b/i.test(sql);
  const { made, changed, gone } = compareSnapshots(before, refused ? before : await traced.snapshot());
  return {
    sql,
    ms,
    sent,
    locks: refused || isReadOnly ? [] : [WRITE_LOCK],
    rewritten: [],
    scanned: [],
    indexesBuilt: [],
    spared: [],
    made,
    changed,
    gone,
    pagesChanged: null,
    refused,
  };
}

const WRITE_LOCK: TakenLock = {
  relation: "the whole file",
  kind: "file",
  mode: "write lock",
  blocksReads: false,
  blocksWrites: true,
  held: false,
};

async function countPages({ connection, file }: TracedFile, before: Buffer): Promise<number> {
  const { rows } = await connection.query("PRAGMA page_size");
  const size = Number(rows[0]?.page_size ?? 4096);
  const after = readFileSync(file);
  let changed = Math.abs(before.length - after.length) / size;
  for (let at = 0; at < Math.min(before.length, after.length); at += size) {
    if (before.compare(after, at, at + size, at, at + size) !== 0) changed += 1;
  }
  return changed;
}

/** What a rollout refuses too; above all another file, which the plan's author may not be allowed to touch. */
function assertAllowed(sql: string): void {
  const pieces = splitStatements(sql);
  const why = pieces.length > 1 ? "Several statements stand where one belongs" : notAllowed(pieces[0] ?? []);
  if (why !== null) throw new DomainError("invalid-plan", why);
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) return { code: error.code, message: error.message, because: "plan" };
  const { code, message } = sqliteErrors.describe(error);
  const { errcode } = error as { errcode?: number };
  const isTransaction = /within a transaction/.test(message);
  const isOfRows = ((errcode ?? 0) & 0xff) === CONSTRAINT;
  return { code, message, because: isTransaction ? "transaction" : isOfRows ? "rows" : "plan" };
}
