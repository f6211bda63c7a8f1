import type { OperationTrigger } from "../facts/table-facts.ts";
import type { OperationSql } from "../operation.ts";
import { refuseLost } from "./refuse-lost.ts";
import { at, type Twinning, type TwinParts } from "./twinning.ts";

/** Triggers with the column in UPDATE OF or WHEN: made again within the contract transaction. */
export async function twinTriggers(twinning: Twinning): Promise<readonly TwinParts[]> {
  const { table, on, after, context } = twinning;
  const parts: TwinParts[] = [];
  for (const trigger of table.triggers.filter((it) => !it.internal)) {
    const touched = twinning.touches(trigger.columns);
    if (touched === "lost") refuseLost(`trigger ${trigger.name}`, twinning);
    if (touched !== "taken") continue;
    const definition = await context.sql.renameInQuery(trigger.definition, table.ref, after);
    const drop = `DROP TRIGGER ${context.sql.name(trigger.name)} ON ${on}`;
    parts.push({
      contract: [
        at("detach", drop, triggerStatements(trigger, on, context.sql).join(";\n")),
        at("attach", triggerStatements({ ...trigger, definition }, on, context.sql).join(";\n"), drop),
      ],
    });
  }
  return parts;
}

const ENABLED: Readonly<Record<OperationTrigger["enabled"], string | null>> = {
  origin: null,
  always: "ENABLE ALWAYS",
  replica: "ENABLE REPLICA",
  disabled: "DISABLE",
};

/** A trigger as it was: its definition, when it fires, and its comment. */
export function triggerStatements(trigger: OperationTrigger, on: string, sql: OperationSql): readonly string[] {
  const enabled = ENABLED[trigger.enabled];
  const name = sql.name(trigger.name);
  return [
    trigger.definition,
    ...(enabled === null ? [] : [`ALTER TABLE ${on} ${enabled} TRIGGER ${name}`]),
    ...(trigger.comment === null ? [] : [`COMMENT ON TRIGGER ${name} ON ${on} IS ${sql.text(trigger.comment)}`]),
  ];
}
