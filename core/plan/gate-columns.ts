import { parseColumnName } from "#core/domain/column-name.ts";
import type { StepDocument } from "#core/domain/plan-document.ts";
import type { TableRef } from "#core/engines/introspector.ts";

export interface GateColumn {
  readonly table: TableRef;
  readonly column: string;
  /** Below the step. */
  readonly path: readonly PropertyKey[];
}

/** The columns that a gate demands to be left alone. */
export function gateColumns(step: StepDocument): readonly GateColumn[] {
  if (!("gate" in step)) return [];
  return Object.entries(step.gate.applications ?? {}).flatMap(([application, demand]) =>
    (["unread", "unwritten"] as const).flatMap((use) =>
      (demand[use] ?? []).flatMap((text, at) => {
        const named = parseColumnName(text);
        if (!named) return [];
        const table = { ...(named.schema === null ? {} : { schema: named.schema }), name: named.table };
        return [{ table, column: named.column, path: ["gate", "applications", application, use, at] }];
      }),
    ),
  );
}
