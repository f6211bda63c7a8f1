import { nameInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";
import { indexIn } from "../../scene-facts.ts";
import { toldOfLock } from "../../told-of-lock.ts";

export const indexDropBlocksAll = onChange(
  {
    id: "index-drop-blocks-all",
    title: "DROP INDEX that stops everybody",
    engines: ["postgresql"],
    category: "indexes",
    detects: "DROP INDEX without CONCURRENTLY",
    why: "ACCESS EXCLUSIVE on the table and the index: brief, but everybody queues behind a long reader",
    safer: "DROP INDEX CONCURRENTLY; in a plan an index step does that.",
    yieldsTo: ["index-owned-by-constraint"],
  },
  ["drop-index"],
  ({ indexes, concurrently }, scene) => {
    if (concurrently || scene.at.part.madeBy === "index-step") return null;
    return indexes.flatMap((index): Told | readonly Told[] => {
      const table = indexIn(scene, index)?.table;
      if (!table)
        return [
          {
            severity: "note",
            message: `Dropping ${nameInWords(index)} locks its table; readers and writers wait, briefly`,
          },
        ];
      return (
        toldOfLock(scene, table, { does: (it) => `Dropping ${nameInWords(index)} locks ${it}`, work: "brief" }) ?? []
      );
    });
  },
);
