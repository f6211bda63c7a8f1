import { keyColumns } from "../../key-columns.ts";
import { onChange } from "../../on-change.ts";
import type { Told } from "../../rule.ts";

export const keyTooNarrow = onChange(
  {
    id: "key-too-narrow",
    title: "Key that can run out",
    engines: ["postgresql"],
    category: "design",
    detects: "Integer or smaller for a growing key",
    why: "Runs out at 2.1 billion",
    safer: "bigint.",
  },
  ["create-table"],
  (change) =>
    keyColumns(change)
      .filter(
        ({ type, generated }) => generated === null && /^(integer|smallint|serial|smallserial)$/.test(type?.text ?? ""),
      )
      .map(
        ({ name, type, place }): Told => ({
          severity: "note",
          message: `${name} is ${type?.text ?? "narrow"}: it runs out at ${/small/.test(type?.text ?? "") ? "32 thousand" : "2.1 billion"}`,
          place,
        }),
      ),
);
