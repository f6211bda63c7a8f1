import { onChange } from "../../on-change.ts";

export const nativeNotNullAvailable = onChange(
  {
    id: "native-not-null-available",
    title: "Detour to NOT NULL on PostgreSQL 18",
    engines: ["postgresql"],
    category: "constraints",
    detects: "CHECK detour to NOT NULL on 18",
    why: "The CHECK is not needed",
    safer: "ADD CONSTRAINT … NOT NULL column NOT VALID, then VALIDATE.",
  },
  ["add-constraint"],
  ({ constraint }, scene) =>
    scene.version >= 18 &&
    constraint.kind === "check" &&
    constraint.notValid &&
    constraint.proves.length === 1 &&
    isOnlyNotNull(constraint.expression)
      ? {
          severity: "note",
          message: `PostgreSQL 18 has NOT NULL … NOT VALID itself; ${constraint.proves[0]} needs no CHECK for it`,
        }
      : null,
);

const isOnlyNotNull = (expression: string | null): boolean =>
  /^\(?\s*[\w".]+\s+IS\s+NOT\s+NULL\s*\)?(\s+NOT\s+VALID)?$/i.test(expression ?? "");
