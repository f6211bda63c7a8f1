import { onChange } from "../../on-change.ts";
import type { Scene } from "../../scene.ts";
import { earlierInTransaction, laterInPart, lockedTables } from "../../scene-facts.ts";
import { timeoutMs } from "../../session-setting.ts";
import { duration } from "../../told-of-lock.ts";

export const timeoutIneffective = onChange(
  {
    id: "timeout-ineffective",
    title: "Timeout without effect",
    engines: ["postgresql"],
    category: "transactions",
    detects: "Timeout 0, very long, or set after the DDL",
    why: "It protects nobody",
    safer: "Set it before the first lock, and short.",
  },
  ["set"],
  ({ name, value }, scene) => {
    const longest = LONGEST_MS[name.toLowerCase()];
    if (longest === undefined || value === null) return null;
    const ms = timeoutMs(value);
    if (ms === 0)
      return isForBuild(scene, name) ? null : { severity: "warning", message: `${name} = 0 means no timeout at all` };
    if (ms !== null && ms > longest)
      return { severity: "warning", message: `${name} of ${duration(ms)} protects nobody` };
    const locked = earlierInTransaction(scene).some((it) => lockedTables(it).length > 0);
    return locked ? { severity: "warning", message: `${name} is set after the locks are taken` } : null;
  },
);

const LONGEST_MS: Readonly<Record<string, number>> = { lock_timeout: 10_000, statement_timeout: 3_600_000 };

/** A build or a VALIDATE may run long: without a statement timeout on purpose. */
const isForBuild = (scene: Scene, name: string): boolean =>
  name.toLowerCase() === "statement_timeout" &&
  laterInPart(scene).some(
    ({ statement }) =>
      statement.refusesTransaction || statement.changes.some(({ kind }) => kind === "validate-constraint"),
  );
