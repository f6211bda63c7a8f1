import { keyColumns } from "../../key-columns.ts";
import { listInWords } from "../../name-in-words.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const keyType = onChange(
  {
    id: "key-type",
    title: "Key of a type outside the policy",
    engines: ["postgresql"],
    category: "design",
    detects: "Key of a type outside the policy (random uuid, strings)",
    why: "Page splits and size",
    safer: "A type that was agreed on, such as bigint or a time-ordered uuid.",
    optional: true,
  },
  ["create-table"],
  (change, scene) =>
    keyColumns(change)
      .filter(({ type }) => type && !scene.settings.house.keyTypes.includes(type.text) && !type.isSerial)
      .map(
        ({ name, type, place }): Told => ({
          severity: "note",
          message: `The key ${name} is ${type?.text ?? "of no type"}; agreed on are ${listInWords(scene.settings.house.keyTypes)}`,
          place,
        }),
      ),
);
