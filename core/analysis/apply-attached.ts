import { changeTable, tableIn } from "./apply-table.ts";
import type { ModelDraft } from "./model-draft.ts";
import { resolveName } from "./resolve-name.ts";
import type { ChangeOf, SchemaChange } from "./schema-change.ts";
import type { TableModel } from "./schema-model.ts";

type Attached = ChangeOf<
  "create-trigger" | "drop-trigger" | "create-policy" | "drop-policy" | "create-rule" | "drop-rule"
>;

const ATTACHED = new Set<SchemaChange["kind"]>([
  "create-trigger",
  "drop-trigger",
  "create-policy",
  "drop-policy",
  "create-rule",
  "drop-rule",
]);
const isAttached = (change: SchemaChange): change is SchemaChange & Attached => ATTACHED.has(change.kind);

/** Triggers, policies and rules. `false` where the change is none of them. */
export function applyAttached(draft: ModelDraft, change: SchemaChange): boolean {
  if (!isAttached(change)) return false;
  const table = tableIn(draft, change.table);
  if (table) changeTable(draft, table.name, partOf(draft, change, table));
  return true;
}

function partOf(draft: ModelDraft, change: Attached, { triggers, policies, rules }: TableModel): Partial<TableModel> {
  const { name } = change;
  const without = <T extends { readonly name: string }>(list: readonly T[]) => list.filter((it) => it.name !== name);
  switch (change.kind) {
    case "create-trigger": {
      const called = change.function && resolveName(draft.model, change.function);
      return { triggers: [...without(triggers), { name, function: called, enabled: true }] };
    }
    case "drop-trigger":
      return { triggers: without(triggers) };
    case "create-policy":
      return { policies: [...without(policies), { name, command: change.command, permissive: change.permissive }] };
    case "drop-policy":
      return { policies: without(policies) };
    case "create-rule":
      return { rules: [...rules.filter((it) => it !== name), name] };
    default:
      return { rules: rules.filter((it) => it !== name) };
  }
}
