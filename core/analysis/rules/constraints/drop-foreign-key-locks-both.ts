import { onChange } from "../../on-change.ts";
import { resolveName } from "../../resolve-name.ts";
import type { Scene } from "../../scene.ts";
import { isSame, tableIn } from "../../scene-facts.ts";
import type { ChangeOf } from "../../schema-change.ts";
import type { ObjectName } from "../../schema-model.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const dropForeignKeyLocksBoth = onChange(
  {
    id: "drop-foreign-key-locks-both",
    title: "Dropped foreign key locks both tables",
    engines: ["postgresql"],
    category: "constraints",
    needs: ["schema"],
    detects: "DROP CONSTRAINT of a foreign key; DROP COLUMN or DROP TABLE that removes one",
    why: "ACCESS EXCLUSIVE on both tables",
    safer: "Drop the constraint alone, under a short lock timeout.",
  },
  ["drop-constraint", "drop-column", "drop-table"],
  (change, scene) => {
    const gone = goneKeys(change, scene);
    return gone.flatMap(
      (parent) =>
        toldOfLock(scene, parent, {
          does: (it) => `Removing the foreign key locks ${it}, to which it points`,
          work: "brief",
        }) ?? [],
    );
  },
);

/** Tables, not named, to which a foreign key points that the change removes. */
function goneKeys(
  change: ChangeOf<"drop-constraint" | "drop-column" | "drop-table">,
  scene: Scene,
): readonly ObjectName[] {
  const tables = change.kind === "drop-table" ? change.tables : [change.table];
  return tables.flatMap((table) =>
    (tableIn(scene, table)?.constraints ?? [])
      .filter(
        ({ name, columns }) =>
          change.kind === "drop-table" ||
          (change.kind === "drop-constraint" ? change.name === name : columns.includes(change.column)),
      )
      .flatMap(({ references }) => references?.table ?? [])
      .filter((parent) => !tables.some((it) => isSame(resolveName(scene.at.before, it), parent))),
  );
}
