import { addedColumns } from "../../added-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { changesOf } from "../../scene-facts.ts";

export const geometryWithoutIndex = onChange(
  {
    id: "geometry-without-index",
    title: "Geometry without a spatial index",
    engines: ["postgresql"],
    category: "indexes",
    detects: "Geometry column without a spatial index",
    why: "Every search by place reads all rows",
    safer: "A GiST index on it.",
  },
  ["add-column", "create-table"],
  (change, scene) =>
    addedColumns(change)
      .filter(({ column }) => /^(geometry|geography)$/.test(column.type?.name.name ?? ""))
      .filter(
        ({ column }) =>
          !changesOf(scene.script, "create-index").some(({ index }) =>
            index.keys.some((key) => key.column === column.name),
          ),
      )
      .map(
        ({ column }): Told => ({
          severity: "note",
          message: `Nothing indexes ${column.name}: each search by place reads all rows`,
          place: column.place,
        }),
      ),
);
