import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import { tableIn } from "../../scene-facts.ts";

export const partitionedForeignKeyNotValid = onChange(
  {
    id: "partitioned-foreign-key-not-valid",
    title: "NOT VALID foreign key on a partitioned table",
    engines: ["postgresql"],
    category: "failures",
    needs: ["schema"],
    detects: "NOT VALID foreign key on a partitioned table",
    why: "Refused (42809) before 18; SHARE ROW EXCLUSIVE everywhere on 18",
    safer: "Add it NOT VALID on each partition and VALIDATE it there, then add it on the parent.",
  },
  ["add-constraint"],
  ({ table, constraint }, scene) =>
    scene.version < 18 &&
    constraint.kind === "foreign-key" &&
    constraint.notValid &&
    tableIn(scene, table)?.kind === "partitioned"
      ? {
          severity: "error",
          message: `PostgreSQL ${scene.version} refuses a NOT VALID foreign key on the partitioned table ${nameInWords(table)}`,
        }
      : null,
);
