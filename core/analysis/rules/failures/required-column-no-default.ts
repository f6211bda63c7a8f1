import { onChange } from "../../on-change.ts";
import { effectOn, isInUse, tableIn } from "../../scene-facts.ts";

export const requiredColumnNoDefault = onChange(
  {
    id: "required-column-no-default",
    title: "Required column without a default",
    engines: ["postgresql", "sqlite"],
    category: "failures",
    detects: "ADD COLUMN NOT NULL without default",
    why: "It fails as soon as there are rows (23502), and passes on an empty test database",
    safer: "Add it nullable, fill it with a backfill step, then NOT NULL by a validated CHECK.",
    yieldsTo: ["sqlite-add-column-refused"],
  },
  ["add-column"],
  ({ table, column }, scene) => {
    if (!column.notNull || column.default || column.generated || column.identity || column.type?.isSerial) return null;
    const rows = tableIn(scene, table)?.facts?.rows;
    if (!isInUse(scene, table) || rows === 0) return null;
    const because =
      rows == null ? "as soon as there is one row" : `since there are ${Math.round(rows).toLocaleString("en")} rows`;
    const effect = effectOn(scene, table);
    const held = effect &&
      effect.blocks.length > 0 && { lock: effect.lock, blocks: effect.blocks, rewrite: effect.rewrites };
    return {
      severity: "error",
      message: `Fails ${because}: ${column.name} must not be NULL and has no value for them. It passes on an empty test database`,
      ...(held ? { held } : {}),
    };
  },
);
