import { describe, expect, test } from "vitest";
import { yamlPlaceAt } from "./yaml-place.ts";

/** `|` marks the cursor. */
function placeOf(marked: string) {
  const offset = marked.indexOf("¦");
  return yamlPlaceAt(marked.replace("¦", ""), offset);
}

describe("the place in a YAML document", () => {
  test("a key at the top knows the keys that are there already", () => {
    expect(placeOf("sluice: 1\nna¦\ntitle: x\n")).toMatchObject({
      path: [],
      kind: "key",
      prefix: "na",
      siblings: ["sluice", "title"],
    });
  });

  test("the value of a key at the top", () => {
    expect(placeOf("sluice: 1\nengine: post¦")).toMatchObject({ path: ["engine"], kind: "value", prefix: "post" });
  });

  test("a key in the second line of a step", () => {
    expect(placeOf("phases:\n  expand:\n    - sql: SELECT 1\n      un¦\n    - gate: { ask: x }\n")).toMatchObject({
      path: ["phases", "expand", "[]"],
      kind: "key",
      siblings: ["sql"],
    });
  });

  test("a new step, with its dash indented or not", () => {
    expect(placeOf("phases:\n  expand:\n    - ¦")).toMatchObject({ path: ["phases", "expand", "[]"], hasDash: true });
    expect(placeOf("phases:\n  expand:\n  - s¦")).toMatchObject({ path: ["phases", "expand", "[]"], prefix: "s" });
  });

  test("an empty line below a phase is its list", () => {
    expect(placeOf("phases:\n  expand:\n    ¦\n  backfill:\n")).toMatchObject({
      path: ["phases", "expand"],
      kind: "key",
    });
  });

  test("below a nested mapping of a step", () => {
    expect(placeOf("phases:\n  backfill:\n    - backfill:\n        table: city\n        ¦")).toMatchObject({
      path: ["phases", "backfill", "[]", "backfill"],
      siblings: ["table"],
    });
  });

  test("inside braces: keys and values", () => {
    const open = "phases:\n  expand:\n    - sync: { table: city, ";
    expect(placeOf(`${open}¦`)).toMatchObject({
      path: ["phases", "expand", "[]", "sync"],
      kind: "key",
      siblings: ["table"],
    });
    expect(placeOf("phases:\n  expand:\n    - sync: { table: ci¦")).toMatchObject({
      path: ["phases", "expand", "[]", "sync", "table"],
      kind: "value",
      prefix: "ci",
    });
  });

  test("inside a block of text there is nothing to complete", () => {
    expect(placeOf("phases:\n  expand:\n    - sql: |\n        ALTER ¦")).toBeNull();
  });
});
