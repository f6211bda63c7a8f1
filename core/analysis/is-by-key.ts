import type { ConditionSpec } from "./change-specs.ts";
import type { WrittenName } from "./resolve-name.ts";
import type { Scene } from "./scene.ts";
import { tableIn } from "./scene-facts.ts";

/** Whether a condition names single rows by their key: `id = 5`, `id IN (1, 2)`. Those are few, however large the table. */
export function isByKey(scene: Scene, table: WrittenName, { text }: ConditionSpec): boolean {
  const key = tableIn(scene, table)?.constraints.find(({ kind }) => kind === "primary-key")?.columns ?? ["id"];
  const found = /^\(?\s*(?:\w+\.)?"?(\w+)"?\s*(?:=\s*[^\s()]+|IN\s*\([^()]*\))\s*\)?$/i.exec(text?.trim() ?? "");
  return key.length === 1 && found?.[1] !== undefined && found[1] === key[0];
}
