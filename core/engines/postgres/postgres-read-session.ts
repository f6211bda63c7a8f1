import type { ChangeOf, SchemaChange } from "#core/analysis/schema-change.ts";
import { lockModeOfNumber } from "./postgres-locks.ts";
import { NO_NAME, nameOfParts, placeOf, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { argumentText, isOn, optionsOf } from "./postgres-read-options.ts";
import { sqlOfBlock } from "./postgres-read-plpgsql.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const TRANSACTIONS: Readonly<Record<string, ChangeOf<"transaction">["action"]>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_SAVEPOINT: "savepoint",
  TRANS_STMT_RELEASE: "release",
  TRANS_STMT_ROLLBACK_TO: "rollback-to",
  TRANS_STMT_PREPARE: "prepare",
};

export const readTransaction = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "transaction",
  place: placeOf(context, null),
  action: TRANSACTIONS[textOf(body, "kind") ?? ""] ?? "other",
});

export function readSet(context: ReadContext, body: Node): SchemaChange {
  const values = listOf(body, "args").map(argumentText);
  const isValue = textOf(body, "kind") === "VAR_SET_VALUE";
  return {
    kind: "set",
    place: placeOf(context, null),
    name: (textOf(body, "name") ?? "all").toLowerCase(),
    value: isValue ? values.join(", ") : null,
    local: body.is_local === true,
  };
}

const DDL = /\b(create|alter|drop|truncate|reindex|vacuum|cluster|lock|refresh|comment|grant|revoke)\b/i;

export function readDo(context: ReadContext, body: Node): ChangeOf<"do"> {
  const options = optionsOf(listOf(body, "args"));
  const code = options.as ?? "";
  const language = options.language ?? "plpgsql";
  return {
    kind: "do",
    place: placeOf(context, null),
    language,
    body: code,
    dynamic: sqlOfBlock(language, code).hides,
    ddl: DDL.test(code),
  };
}

export const readCall = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "call",
  place: placeOf(context, null),
  function: nameOfParts(strings(nodeOf(body, "funccall"), "funcname")) ?? NO_NAME,
});

export const readLock = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "lock",
  place: placeOf(context, null),
  tables: relations(body, "relations"),
  mode: lockModeOfNumber(Number(body.mode)),
  // The parser does not tell an ACCESS EXCLUSIVE that is written from the one that is meant.
  modeStated: [...tokens(context)].includes("mode"),
});

function* tokens({ source, start, end }: ReadContext): Generator<string> {
  for (const { name, start: at } of source.tokensFrom(start)) {
    if (at >= end) return;
    yield name;
  }
}

const relations = (body: Node, key: string) => wrappedIn(body, key, "RangeVar").flatMap((it) => writtenName(it) ?? []);

export function readVacuum(context: ReadContext, body: Node): SchemaChange {
  const tables = wrappedIn(body, "rels", "VacuumRelation").flatMap((it) => writtenName(nodeOf(it, "relation")) ?? []);
  const place = placeOf(context, null);
  if (body.is_vacuumcmd !== true) return { kind: "analyze", place, tables };
  return { kind: "vacuum", place, tables, full: isOn(optionsOf(listOf(body, "options")).full) };
}

export const readCluster = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "cluster",
  place: placeOf(context, nodeOf(body, "relation")),
  table: writtenName(nodeOf(body, "relation")),
});

export const readTruncate = (context: ReadContext, body: Node): SchemaChange => ({
  kind: "truncate",
  place: placeOf(context, wrappedIn(body, "relations", "RangeVar")[0] ?? null),
  tables: relations(body, "relations"),
  cascade: textOf(body, "behavior") === "DROP_CASCADE",
  restartIdentity: body.restart_seqs === true,
  only: wrappedIn(body, "relations", "RangeVar").map((it) => it.inh !== true),
});
